/** Options of databases. */
export const databases: Readonly<Record<string, string>> = {
  'Database file': '数据库文件',
  'Wait for locks': '等待锁的时间',
  'Integers as dates': '整数表示的日期',
  'JDBC URL': 'JDBC URL',
  'User name': '用户名',
  Schema: 'Schema',
  'Session statements': '会话语句',
  'Socket timeout': 'Socket 超时',
  Table: '表',
  'SQL query': 'SQL 查询',
  Columns: '列',
  'Excluded columns': '排除的列',
  Filter: '过滤条件',
  'Split key': '切分键',
  'Splits per channel': '每个通道的切分数',
  Sources: '多个来源',
  'Data source': '数据源',
  Password: '密码',
  'Write mode': '写入模式',
  'Conflict mode': '冲突模式',
  'Key columns': '键列',
  'Columns to update': '更新的列',
  'NULL handling': 'NULL 的处理',
  'Columns with skipped NULL': '跳过 NULL 的列',
  'Create table': '建表语句',
  'SQL before the load': '前置 SQL',
  'SQL after the load': '后置 SQL',
  'Rows per batch': '每批行数',
  'Bytes per batch': '每批字节数',
  'Empty text is NULL': '空文本视为 NULL',
  Database: '数据库',
  'Search path': '搜索路径',
  'Application name': '应用名称',
  'Server options': '服务器选项',
  Properties: '连接属性',
  'Column types': '列类型',
  'Zero dates': '零日期',
  'Fetch public key': '获取公钥',

  'A writer creates the file when it does not exist.': '写入端在文件不存在时会创建它。',
  'How long to wait while another program writes to the file.': '其他程序正在写该文件时等待多久。',
  'What an integer in a date or timestamp column counts, since 1970. Fractional numbers are Julian days.':
    '日期或时间戳列中的整数自 1970 年起以什么计数。带小数的数字视为儒略日。',
  'Used instead of host, port and database. Of several, the first that answers is used.':
    '代替主机、端口和数据库。给出多个时使用第一个能连通的。',
  'The same as user, as published jobs write it.': '与 user 相同，用于兼容已有任务的写法。',
  'Schema of tables whose name carries none.': '表名中没有写 schema 时所用的 schema。',
  'Run on each session right after connecting.': '每个会话连接后立即执行。',
  'A session is given up when the server is silent for so long.': '服务器这么久没有响应时，放弃该会话。',
  'One table, several, or a numeric range such as orders_[0-99]. A missing table fails the run.':
    '一张表、多张表，或 orders_[0-99] 这样的数字范围。缺少任何一张表时运行失败。',
  'Replaces table, columns, filter and split key. Each statement is read as one split.':
    '代替表、列、过滤条件和切分键。每条语句作为一个分片读取。',
  'Column names, constants or SQL expressions, in the order of the target columns. "*" takes all columns as they are now.':
    '列名、常量或 SQL 表达式，顺序与目标列一致。“*”表示当前的全部列。',
  'Columns left out of "*".': '从“*”中排除的列。',
  'The text after WHERE. All rows are read when it is blank.': 'WHERE 之后的内容。留空则读取全部行。',
  'The column whose ranges are read in parallel. When it is blank, the primary key or a unique index is used.':
    '按该列的取值范围并行读取。留空时使用主键或唯一索引。',
  'One table is read in channels × this number of splits, 5 when it is not given, and fewer when the table is small.':
    '一张表切分为“通道数 × 该值”个分片，未设置时该值为 5，表较小时更少。',
  'Several sources that are read as one, each with its tables or queries.':
    '将多个来源作为一个来源读取，每个来源有各自的表或查询。',
  'The target table. It must exist, unless a CREATE TABLE statement is given.':
    '目标表。必须已存在，除非给出建表语句。',
  'Target columns in the order of the source columns. "*" takes all columns in table order.':
    '目标列，顺序与来源列一致。“*”表示按表中顺序的全部列。',
  'What happens to a row whose key is in the target already. Default: insert.':
    '键已在目标中的行如何处理。默认 insert。',
  'The row is rejected and becomes a dirty record.': '拒绝该行，记为脏数据。',
  'The existing row gets the new values.': '用新值更新已有行。',
  'The existing row is deleted, then the new one is inserted.': '先删除已有行，再插入新行。',
  'The existing row stays, the new one is skipped.': '保留已有行，跳过新行。',
  'What happens to a row whose key exists, as jobs for the PostgreSQL family write it.':
    '键已存在的行如何处理，用于兼容 PostgreSQL 系列任务的写法。',
  'Columns that decide whether a row exists. Default: the primary key, else a unique index.':
    '用于判断行是否已存在的列。默认为主键，没有主键时为唯一索引。',
  'Columns changed when the row exists. Default: all but the key.': '行已存在时更新的列。默认为键以外的全部列。',
  'skipNull leaves a NULL out of the insert, so that the default of the column applies.':
    'skipNull 在插入时略去值为 NULL 的列，由列的默认值填充。',
  'Columns to which skipNull applies. Default: all.': 'skipNull 适用的列。默认为全部列。',
  'Run first when the table does not exist. @table is replaced by the table name.':
    '表不存在时最先执行。@table 会替换为表名。',
  'Run once before any row is written, each statement on its own. @table is replaced by the table name.':
    '写入任何行之前执行一次，逐条执行。@table 会替换为表名。',
  'Run once after all rows are committed. @table is replaced by the table name.':
    '所有行提交之后执行一次。@table 会替换为表名。',
  'Rows sent to the server at once.': '一次发送给服务器的行数。',
  'A batch is sent when it holds so many bytes, even with fewer rows.': '一批达到该字节数时即发送，即使行数未满。',
  'An empty text for a column that is not text becomes NULL instead of a dirty record.':
    '非文本列遇到空文本时写入 NULL，而不是记为脏数据。',
  'The target, as published jobs write it: one entry with one table.': '目标，用于兼容已有任务的写法：一项，含一张表。',
  'Several hosts are tried in order: "db1,db2:5433". A folder such as /var/run/postgresql is a local socket.':
    '多个主机按顺序尝试：“db1,db2:5433”。/var/run/postgresql 这样的文件夹表示本地套接字。',
  'Used for hosts without a port of their own.': '用于自身没有写端口的主机。',
  'The name of the user when it is not given.': '未给出时与用户名相同。',
  'Where tables and functions without a schema are looked for: "sales" or "sales,public".':
    '未写 schema 的表和函数到哪里查找：“sales”或“sales,public”。',
  'prefer encrypts when the server can; only verify-ca and verify-full make sure that it is the right server.':
    'prefer 在服务器支持时加密；只有 verify-ca 和 verify-full 确认服务器的身份。',
  'A session is given up when the server is silent for so long while an answer is due; 0 waits forever.':
    '应有响应时服务器这么久没有响应则放弃会话；0 表示一直等待。',
  'Shown in pg_stat_activity.': '显示在 pg_stat_activity 中。',
  'Settings for the session as on the command line of the server: "-c statement_timeout=0".':
    '会话的设置，写法与服务器命令行相同：“-c statement_timeout=0”。',
  'Properties as in a JDBC URL, for data sources that carry them.':
    '与 JDBC URL 中相同的连接属性，用于带有这些属性的数据源。',
  'Accepted as published jobs write it. The types of the target columns come from the table itself.':
    '用于兼容已有任务的写法。目标列的类型取自表本身。',
  'Several hosts are tried in order: "db1,db2:3307". A path such as /run/mysqld/mysqld.sock is a local socket.':
    '多个主机按顺序尝试：“db1,db2:3307”。/run/mysqld/mysqld.sock 这样的路径表示本地套接字。',
  'Where tables without a database of their own are looked for.': '没有写数据库的表到哪里查找。',
  'preferred encrypts when the server can; only verify_ca and verify_identity make sure that it is the right server.':
    'preferred 在服务器支持时加密；只有 verify_ca 和 verify_identity 确认服务器的身份。',
  'What dates without month or day (0000-00-00) become: a dirty record, or NULL.':
    '没有月或日的日期（0000-00-00）如何处理：记为脏数据，或视为 NULL。',
  'Without TLS, caching_sha2_password encrypts the password with a key of the server; this asks the server for it.':
    '不使用 TLS 时，caching_sha2_password 用服务器的公钥加密密码；此项向服务器请求该公钥。',
};
