/** Names of connectors, and what each is for. */
export const connectors: Readonly<Record<string, string>> = {
  SQLite: 'SQLite',
  'Local files': '本地文件',
  HDFS: 'HDFS',
  'OSS-HDFS': 'OSS-HDFS',
  HttpFile: 'HttpFile',
  'Amazon S3': 'Amazon S3',
  'Alibaba Cloud OSS': '阿里云 OSS',
  'Azure Blob Storage': 'Azure Blob Storage',
  'FTP, FTPS and SFTP': 'FTP、FTPS 和 SFTP',
  Stream: 'Stream',
  PostgreSQL: 'PostgreSQL',
  MySQL: 'MySQL',
  MariaDB: 'MariaDB',

  'Database files of SQLite 3, read and written without any server.': 'SQLite 3 的数据库文件，读写无需服务器。',
  'CSV, delimited text, JSON Lines, JSON, Parquet, ORC, Avro and Excel files on the machine Sluice runs on, compressed or not, copies of any files, and standard input and output.':
    '运行机器上的 CSV、分隔文本、JSON Lines、JSON、Parquet、ORC、Avro 和 Excel 文件，压缩与否均可；也可复制任意文件，或使用标准输入和输出。',
  'Files of a Hadoop cluster over WebHDFS or HttpFS.': '通过 WebHDFS 或 HttpFS 读写 Hadoop 集群中的文件。',
  'Files of an Alibaba Cloud OSS-HDFS bucket (JindoFS), over a gateway that speaks WebHDFS.':
    '通过支持 WebHDFS 的网关读写阿里云 OSS-HDFS（JindoFS）Bucket 中的文件。',
  'Files that a web server gives over HTTP or HTTPS.': 'Web 服务器通过 HTTP 或 HTTPS 提供的文件。',
  'Objects in Amazon S3 and in every store that speaks its language: MinIO, Ceph, SeaweedFS, Cloudflare R2, OSS, COS and others.':
    'Amazon S3 以及所有兼容 S3 的存储中的对象：MinIO、Ceph、SeaweedFS、Cloudflare R2、OSS、COS 等。',
  'Objects in Alibaba Cloud Object Storage Service, over its own interface.':
    '阿里云对象存储 OSS 中的对象，使用其自身的接口。',
  'Block blobs in a container of Azure Blob Storage.': 'Azure Blob Storage 容器中的块 Blob。',
  'Files of all formats on FTP servers, with or without TLS, and on SSH servers.':
    'FTP 服务器（使用或不使用 TLS）和 SSH 服务器上的各种格式的文件。',
  'Makes rows out of nothing and prints or drops rows: for trying jobs and for measuring.':
    '生成数据行，打印或丢弃数据行：用于试用任务和测量性能。',
  'PostgreSQL and servers that speak its protocol, read and loaded with binary COPY.':
    'PostgreSQL 及兼容其协议的数据库，以二进制 COPY 读取和导入。',
  'Tables of MySQL and of databases that speak its protocol, read and loaded over a link of our own.':
    'MySQL 及兼容其协议的数据库中的表，通过自有的连接读取和导入。',
  'Tables of MariaDB, read in its binary protocol and loaded by bulk execute.':
    'MariaDB 的表，以二进制协议读取，以批量执行导入。',
};
