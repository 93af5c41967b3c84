import { Refusal } from '#protocol/errors.ts';
import { jsonObject } from './json-body.ts';
import { FILE_PART } from './multipart.ts';
import type { FormDeclaration } from './route.ts';

export const PACKAGE_FORM: FormDeclaration = { whole: 'package', files: FILE_PART };

/**
 * The input of a package from the fields of a form: either one field `package` with it as JSON, or a field for each
 * property. Text that is no number or no flag stays text, so that the schema says what is wrong with it.
 */
export function packageFields(fields: ReadonlyMap<string, string>): Record<string, unknown> {
  const whole = fields.get(PACKAGE_FORM.whole);
  if (whole !== undefined) {
    if (fields.size > 1) {
      throw new Refusal('invalidInput', {
        detail: 'Send either one field "package" or a field for each property.',
      });
    }
    return jsonObject(whole);
  }
  return Object.fromEntries([...fields].map(([name, text]) => [name, propertyOf(name, text)]));
}

function propertyOf(name: string, text: string): unknown {
  switch (name) {
    case 'installSuccessCodes':
    case 'uninstallSuccessCodes':
      return text
        .split(/[\s,;]+/)
        .filter((code) => code !== '')
        .map(numberOf);
    case 'dependencies':
      return text.split(/[\s,;]+/).filter((id) => id !== '');
    case 'compatibleSystems':
      return listOf(text);
    case 'softwareMatch':
      return text.trim() === '' ? undefined : listOf(text);
    case 'timeLimitSeconds':
      return numberOf(text);
    case 'uninstallNeedsContent':
      return text === 'true' || text === 'on' ? true : text === 'false' ? false : text;
    default:
      return text;
  }
}

/** A list, or an object, travels in a form as JSON; text that is none stays text. */
function listOf(text: string): unknown {
  try {
    return text.trim() === '' ? [] : JSON.parse(text);
  } catch {
    return text;
  }
}

const numberOf = (text: string): number | string => (/^[+-]?\d+$/.test(text.trim()) ? Number(text) : text);
