/** Names of plug-ins in published job files, so that one that Sluice lacks is named by its system instead of being "unknown". */

interface PublishedSystem {
  readonly title: string;
  /** Names of steps, lower case. DataX adds `reader` and `writer` to them. */
  readonly names: readonly string[];
}

const systems: readonly PublishedSystem[] = [
  { title: 'MySQL', names: ['mysql'] },
  { title: 'MariaDB', names: ['mariadb'] },
  { title: 'TiDB', names: ['tidb'] },
  { title: 'PolarDB', names: ['polardb', 'polardbo'] },
  { title: 'PolarDB-X 1.0 (DRDS)', names: ['drds'] },
  { title: 'PolarDB-X 2.0', names: ['polardbx20', 'polardb-x 2.0'] },
  { title: 'TDDL', names: ['tddl'] },
  { title: 'PostgreSQL', names: ['postgresql'] },
  { title: 'GaussDB', names: ['gaussdb'] },
  { title: 'SQL Server', names: ['sqlserver'] },
  { title: 'Oracle', names: ['oracle'] },
  { title: 'Db2', names: ['db2'] },
  { title: 'DM', names: ['dm'] },
  { title: 'KingbaseES', names: ['kingbasees'] },
  { title: 'OceanBase', names: ['apsaradb_for_oceanbase', 'oceanbase', 'oceanbasev10'] },
  { title: 'SAP HANA', names: ['saphana'] },
  { title: 'Vertica', names: ['vertica'] },
  { title: 'GBase 8a', names: ['gbase8a'] },
  { title: 'Sybase', names: ['sybase'] },
  { title: 'Oscar', names: ['oscar'] },
  { title: 'any database with a JDBC driver', names: ['rdbms'] },
  { title: 'HybridDB for MySQL', names: ['hybriddb', 'hybriddb_for_mysql'] },
  { title: 'AnalyticDB for PostgreSQL', names: ['adbpg', 'hybriddb_for_postgresql', 'analyticdb_for_postgresql'] },
  { title: 'AnalyticDB for MySQL', names: ['ads', 'analyticdb_for_mysql', 'adbmysql'] },
  { title: 'Amazon Redshift', names: ['redshift'] },
  { title: 'Snowflake', names: ['snowflake'] },
  { title: 'BigQuery', names: ['bigquery'] },
  { title: 'Databricks', names: ['databricks'] },
  { title: 'MaxCompute', names: ['odps'] },
  { title: 'Hologres', names: ['holo', 'hologresjdbc'] },
  { title: 'ClickHouse', names: ['clickhouse'] },
  { title: 'Doris', names: ['doris'] },
  { title: 'StarRocks', names: ['starrocks'] },
  { title: 'SelectDB', names: ['selectdb'] },
  { title: 'Databend', names: ['databend'] },
  { title: 'Hive', names: ['hive'] },
  { title: 'HDFS', names: ['hdfs'] },
  { title: 'Data Lake Formation', names: ['dlf'] },
  { title: 'OSS-HDFS', names: ['oss_hdfs'] },
  { title: 'Kudu', names: ['kudu'] },
  { title: 'text files', names: ['txtfile'] },
  { title: 'FTP', names: ['ftp'] },
  { title: 'OSS', names: ['oss'] },
  { title: 'Amazon S3', names: ['s3'] },
  { title: 'Azure Blob Storage', names: ['azureblob'] },
  { title: 'TOS', names: ['tos'] },
  { title: 'files over HTTP', names: ['httpfile'] },
  { title: 'REST API', names: ['restapi'] },
  { title: 'MongoDB', names: ['mongodb'] },
  { title: 'Redis', names: ['redis'] },
  { title: 'Memcache', names: ['ocs', 'memcache'] },
  { title: 'Tair', names: ['tair'] },
  { title: 'HBase', names: ['hbase', 'hbase094x', 'hbase11x', 'hbase20x'] },
  { title: 'HBase with Phoenix', names: ['hbase11xsql', 'hbase20xsql'] },
  { title: 'OceanBase HBase API', names: ['obhbase'] },
  { title: 'Lindorm', names: ['lindorm'] },
  { title: 'Cassandra', names: ['cassandra'] },
  { title: 'Tablestore', names: ['ots', 'otsstream', 'otsreader-internal'] },
  { title: 'Elasticsearch', names: ['elasticsearch'] },
  { title: 'OpenSearch', names: ['opensearch'] },
  { title: 'Milvus', names: ['milvus'] },
  { title: 'Graph Database', names: ['gdb'] },
  { title: 'Neo4j', names: ['neo4j'] },
  { title: 'TSDB', names: ['tsdb'] },
  { title: 'TDengine', names: ['tdengine'] },
  { title: 'InfluxDB', names: ['influxdb'] },
  { title: 'OpenTSDB', names: ['opentsdb'] },
  { title: 'Prometheus', names: ['prometheus'] },
  { title: 'Kafka', names: ['kafka'] },
  { title: 'Simple Log Service (LogHub)', names: ['loghub'] },
  { title: 'DataHub', names: ['datahub'] },
  { title: 'RocketMQ (MetaQ)', names: ['metaq'] },
  { title: 'IoT Platform', names: ['iot'] },
  { title: 'Salesforce', names: ['salesforce'] },
  { title: 'Sensors Data', names: ['sahistory'] },
  { title: 'the test source and sink', names: ['stream'] },
];

const titles = new Map(systems.flatMap(({ title, names }) => names.map((name) => [name, title] as const)));

/** The system a published plug-in belongs to, by the name of a step (`odps`) or a DataX plug-in (`odpsreader`). */
export function publishedSystem(name: string): string | undefined {
  const lower = name.trim().toLowerCase();
  return titles.get(lower) ?? titles.get(lower.replace(/(?:reader|writer)$/, ''));
}
