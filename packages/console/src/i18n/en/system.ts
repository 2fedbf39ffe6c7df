export const system = {
  product: 'Open, self-hosted batch data integration: read from one store, write to another, lose nothing.',
  version: 'Version',
  licence: 'Licence',
  zone: 'Time zone of this browser',
  api: 'API description',
  connectors: 'Connectors',
  settingsAbout: 'For the whole installation. How the server starts is set in its environment.',
  retention: 'How long things are kept',
  days: 'days',
  kept: {
    runs: 'Runs with their reports; longer while their dirty records are kept',
    logs: 'Logs of runs',
    dirtyRecords: 'Dirty records',
    instances: 'Instances and backfills; the latest instance of each job stays',
    deliveries: 'Alerts and their deliveries',
    audit: 'The audit log',
  },
};
