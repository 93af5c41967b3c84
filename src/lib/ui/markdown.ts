import MarkdownIt from 'markdown-it';

/** Where a link of notes may lead. */
const SAFE = /^(?:https?:\/\/|mailto:)/i;

const reader = new MarkdownIt({ html: false, linkify: true, breaks: true });
reader.validateLink = (address) => SAFE.test(address.trim());
// An image would be fetched from wherever the notes say, by everybody who looks at them.
reader.disable('image');
reader.renderer.rules['link_open'] = (tokens, place, options, _env, self) => {
  tokens[place]?.attrSet('rel', 'noopener noreferrer nofollow');
  tokens[place]?.attrSet('target', '_blank');
  return self.renderToken(tokens, place, options);
};

/**
 * Notes as HTML that may stand in a page: marks of Markdown become elements, everything else is text. No markup of
 * the writer's gets through, no image, and no link but to the web and to mail.
 */
export const markdownHtml = (text: string): string => reader.render(text);
