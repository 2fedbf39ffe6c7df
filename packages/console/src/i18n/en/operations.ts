/** Dashboard of operations. */
export const operations = {
  about: 'How the instances of a business date stand.',
  total: 'All',
  none: 'No instances for this business date',
  noneHint: 'Choose another date, or give a job a schedule and deploy it.',
  curve: 'Finished until each hour of the run date ({{zone}})',
  curveLabel: 'Finished instances by hour: {{count}} so far',
  hour: 'Hour',
  today: 'This business date',
  yesterday: 'The date before',
  average: 'Average of 14 dates',
  slowest: 'Slowest',
  usual: 'Usually',
  failing: 'Failing',
  failures: 'Failures',
  error: 'Last error',
  byType: 'By kind of data source',
  way: 'From → to',
  nothingFinished: 'Nothing has finished yet.',
  nothingFailed: 'Nothing has failed.',
};

/** Calendar of a job. */
export const calendar = {
  about: 'Business dates of a job, with what is planned and what has become of it.',
  choose: 'Choose a job',
  chooseHint: 'Its calendar shows the business dates of its deployed schedule.',
  before: 'Month before',
  after: 'Month after',
  now: 'This month',
  of: '{{job}}, {{month}}',
  beforeFirst: 'not deployed yet',
  notMade: 'none made',
  planned: '{{count}} planned',
  dryRun: '{{count}} planned as dry run',
};
