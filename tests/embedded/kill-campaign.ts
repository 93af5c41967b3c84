import { killRounds } from './durability/kill-rounds.ts';

/** The long form of the durability test: `node tests/embedded/kill-campaign.ts [rounds]`, 100 without a number. */
const rounds = Number(process.argv[2] ?? 100);
const report = await killRounds({
  rounds,
  onRound({ rounds: done, inserts, lost, stale, problems }) {
    if (done % 10 === 0)
      console.log(
        `${done} rounds: ${inserts} inserts, ${lost} lost, ${stale} stale, ${problems.length} problems`,
      );
  },
});
const starts = report.starts.toSorted((left, right) => left - right);
console.log(report.problems.join('\n'));
console.log(
  `${report.rounds} rounds of kill -9: ${report.inserts} acknowledged inserts, ${report.lost} lost; ` +
    `${report.updates} counters, ${report.stale} stale; ${report.problems.length} problems in the file; ` +
    `start ${Math.round(starts[starts.length >> 1] ?? 0)} ms (median)`,
);
process.exitCode = report.lost + report.stale + report.problems.length === 0 ? 0 : 1;
