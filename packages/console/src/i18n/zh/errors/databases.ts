import type { Sayings } from '../../say-problem.ts';

/** Errors of databases. */
export const databases: Sayings = {
  RELATIONAL_COLUMN_COUNT_DIFFERS: [
    '读取端与写入端的列数不同：{{source}} 对应 {{target}}。',
    '列按位置对应。请在两端写出相同数量的列。',
  ],
  RELATIONAL_COLUMN_MISSING: ['{{side}}没有写列。', '请列出列，或写 ["*"] 表示全部列。'],
  RELATIONAL_COLUMN_NEEDS_VALUE: [
    '表“{{table}}”的 {{columns}} 必须有值，但任务没有写入。',
    '请在两端加上这些列（读取端可用常量），或在表中为其设置默认值。',
  ],
  RELATIONAL_COLUMN_NOT_FOUND: [
    ['表“{{table}}”没有列“{{column}}”。您是否指“{{suggestion}}”？', '表“{{table}}”没有列“{{column}}”。'],
    "请检查拼写。读取端可以使用 SQL 表达式和常量，例如 1、'text'、null 或 now()。",
  ],
  RELATIONAL_COLUMN_NOT_WRITABLE: [
    '表“{{table}}”的列“{{column}}”由数据库计算，不能写入。',
    '请在写入端的列中去掉它，并在读取端的列中去掉对应的来源。',
  ],
  RELATIONAL_COLUMN_TWICE: ['表“{{table}}”的列“{{column}}”列出了两次。', '一个目标列只能对应一个来源列。'],
  RELATIONAL_CONNECTION_INCOMPLETE: [
    '连接信息不完整：{{problem}}。',
    '请指定数据源，或在步骤的参数中给出连接信息或 jdbcUrl。',
  ],
  RELATIONAL_JDBC_URL_UNKNOWN: ['URL“{{url}}”不属于该连接器。', '该连接器的 URL 以 {{prefixes}} 开头。'],
  RELATIONAL_KEY_MISSING: [
    '写入模式“{{mode}}”需要键，而表“{{table}}”没有被任务的列覆盖的主键或唯一索引。',
    '请在“uniqueIndexColumn”中写出键列（须有唯一索引），或把键加入列中，或使用写入模式 insert。',
  ],
  RELATIONAL_NOT_CREATE_TABLE: ['内容不是一条 CREATE TABLE 语句。', '这里只能建表，其他语句请在数据库中执行。'],
  RELATIONAL_NO_TRIAL_PATTERN: [
    '目标表不存在，因此无法按其结构建立试运行的表。',
    '请先建表，或在“ddl”中给出以 @table 作表名的 CREATE TABLE 语句。',
  ],
  RELATIONAL_RANGE_INVALID: [
    '表的范围“{{table}}”无效：{{reason}}。',
    '请先写较小的数字：orders_[0-99]，保持位数时写 orders_[000-127]。',
  ],
  RELATIONAL_SEVERAL_TARGETS: [
    '写入端写了多张表：{{tables}}。',
    '一个任务只写一张表。请为每张表建一个任务，或合并为一张表。',
  ],
  RELATIONAL_SKIP_NULL_WITH_UPDATE: [
    'nullMode“skipNull”不能与写入模式“{{mode}}”一起使用。',
    '请使用 nullMode“writeNull”，或写入模式 insert。',
  ],
  RELATIONAL_TABLES_DIFFER: [
    '表“{{table}}”的列与“{{first}}”不同：{{difference}}。',
    '一个任务的所有表必须有相同的列。请在“column”中转换该列，或分成两个任务。',
  ],
  RELATIONAL_TABLE_CHANGED: ['来源的列在制定计划之后发生了变化（{{split}}）。', '不能续跑，请重新运行。'],
  RELATIONAL_TABLE_MISSING: ['{{side}}没有写表。', '请设置“table”；读取端也可以设置“querySql”。'],
  RELATIONAL_WRITE_MODE_UNKNOWN: ['该目标不支持写入模式“{{word}}”。', '可用的有 {{supported}}。'],

  MYSQL_ACCESS_DENIED: [
    '服务器 {{host}} 拒绝了用户“{{user}}”或其密码。',
    '请检查用户名和密码，以及该账号能否从本机登录。',
  ],
  MYSQL_AUTHENTICATION: [
    '无法登录 {{host}}：{{reason}}。',
    '请使用 TLS，或为账号设置 caching_sha2_password、mysql_native_password、ed25519、sha256_password 之一。',
  ],
  MYSQL_COLUMNS_CHANGED: [
    '结果在读取列信息之后发生了变化：列“{{column}}”原为 {{was}}，现为 {{is}}。',
    '有人修改了表。请重新运行。',
  ],
  MYSQL_COLUMN_NOT_FOUND: ['列不存在：{{reason}}。', '请检查任务和语句中的列名。'],
  MYSQL_CONNECTION_LOST: [
    '与 {{host}} 的连接中断：{{reason}}。',
    '该分片会重试。如果经常发生，请查看服务器的日志及其超时设置。',
  ],
  MYSQL_CONNECTION_REFUSED: [
    '无法连接 {{host}}：{{reason}}。',
    '请检查主机和端口、服务器是否在运行，以及中间有没有防火墙。',
  ],
  MYSQL_CONNECT_TIMEOUT: [
    '{{host}} 在 {{afterMs}} ms 内没有响应。',
    '请检查主机、端口和防火墙，或调大 connectTimeoutMs。',
  ],
  MYSQL_DATABASE_DENIED: ['用户“{{user}}”不能使用数据库“{{database}}”。', '请授予该用户对数据库的权限。'],
  MYSQL_DATABASE_NOT_FOUND: ['数据库“{{database}}”不存在。', '请检查连接中的数据库名称。'],
  MYSQL_DEADLOCK: ['服务器因死锁结束了事务。', '该分片会重试。如果经常发生，请减少通道数，或按键的顺序导入。'],
  MYSQL_HOST_BLOCKED: [
    '服务器 {{host}} 不接受来自本机的连接：{{reason}}。',
    '请在服务器上允许本机；多次失败之后，请在服务器上执行 FLUSH HOSTS。',
  ],
  MYSQL_HOST_UNKNOWN: ['“{{host}}”的主机未知。', '请检查主机的拼写，以及本机能否解析。'],
  MYSQL_LOCK_WAIT_TIMEOUT: [
    '另一个事务持有锁的时间过长。',
    '该分片会重试。请查找该表上的长事务，或调大 innodb_lock_wait_timeout。',
  ],
  MYSQL_NOT_MYSQL: ['{{host}} 使用的不是 MySQL 协议：{{reason}}。', '请检查主机和端口。'],
  MYSQL_NO_RESULT: ['语句没有返回行。', 'querySql 必须是 SELECT。'],
  MYSQL_PACKET_TOO_LARGE: ['数据包超过服务器允许的大小：{{reason}}。', '请在服务器上调大 max_allowed_packet。'],
  MYSQL_PRIVILEGE_MISSING: ['缺少权限：{{reason}}。', '请将该权限授予此数据源的用户。'],
  MYSQL_READ_ONLY: ['服务器不接受写入：{{reason}}。', '请使用指向主库的数据源。'],
  MYSQL_SERVER: ['服务器返回错误 {{number}}（{{state}}）：{{reason}}。', '请在服务器的错误手册中查找该编号。'],
  MYSQL_SERVER_SHUTDOWN: ['服务器 {{host}} 正在关闭。', '该分片会重试。'],
  MYSQL_SETTING_INVALID: ['设置“{{setting}}”有误：{{reason}}。'],
  MYSQL_SQL_INVALID: [
    '服务器不能理解语句：{{reason}}。',
    '请检查任务中的 querySql、where、column、preSql、postSql 和 session。',
  ],
  MYSQL_STATEMENT_KILLED: [
    '服务器停止了语句：{{reason}}。',
    '语句被人终止，或运行时间超过服务器的限制（max_statement_time、max_execution_time）。',
  ],
  MYSQL_STORAGE_FULL: ['服务器空间不足：{{reason}}。', '请释放服务器的磁盘空间，或扩大表空间或限额。'],
  MYSQL_TABLE_NOT_FOUND: ['表“{{table}}”不存在。', '请检查表名和数据库，或将 SELECT 授予此数据源的用户。'],
  MYSQL_TLS: [
    '无法与 {{host}} 建立 TLS 连接：{{reason}}。',
    '请检查服务器的证书和连接的“ssl”（mode、ca、cert、key）。',
  ],
  MYSQL_TOO_MANY_CONNECTIONS: [
    '服务器 {{host}} 没有空闲的连接。',
    '请减少通道数，或在服务器上调大 max_connections 或 max_user_connections。',
  ],

  POSTGRESQL_ACCESS_DENIED: ['此数据源的用户缺少权限：{{reason}}。', '请将该权限授予此数据源的用户。'],
  POSTGRESQL_COLUMNS_CHANGED: [
    '查询的列与计划不同：现为 {{found}}，应为 {{expected}}。',
    '表在此期间被修改。请重新运行。',
  ],
  POSTGRESQL_COMMIT_UNKNOWN: [
    '服务器没有说明事务是否已提交：{{status}}。',
    '请对比目标与来源中剩余的分片，或清空目标后重新运行。',
  ],
  POSTGRESQL_CONFLICT: [
    '服务器因另一个事务结束了本事务：{{reason}}。',
    '该分片会重试。如果经常发生，请减少通道数，或按键的顺序导入。',
  ],
  POSTGRESQL_CONNECTION_LOST: [
    '与 {{host}} 的连接中断：{{reason}}。',
    '该分片会重试。如果经常发生，请查看服务器的日志及其超时设置。',
  ],
  POSTGRESQL_CONNECTION_REFUSED: [
    '无法连接 {{host}}：{{reason}}。',
    '请检查主机和端口、服务器是否在运行，以及中间有没有防火墙。',
  ],
  POSTGRESQL_CONNECT_TIMEOUT: [
    '{{host}} 在 {{afterMs}} ms 内没有响应。',
    '请检查主机、端口和防火墙，或调大 connectTimeoutMs。',
  ],
  POSTGRESQL_DATABASE_NOT_FOUND: ['数据库“{{database}}”不存在。', '请检查连接中的数据库名称。'],
  POSTGRESQL_DATA_REFUSED: [
    '服务器拒绝了一个值（{{code}}）：{{reason}}。',
    '来源中的值或表达式使语句失败，请在任务中过滤或转换。',
  ],
  POSTGRESQL_HOST_UNKNOWN: ['“{{host}}”的主机未知。', '请检查主机的拼写，以及本机能否解析。'],
  POSTGRESQL_KEY_NOT_UNIQUE: [
    '表“{{table}}”没有恰好由 {{columns}} 组成的唯一索引。',
    '请在“uniqueIndexColumn”中写出唯一索引或主键的列，或创建这样的索引。',
  ],
  POSTGRESQL_LOGIN_DENIED: [
    '服务器 {{host}} 不允许登录：{{reason}}。',
    '请允许该用户登录：数据库的 CONNECT 权限、角色的 LOGIN 属性，以及 pg_hba.conf 中相应的行。',
  ],
  POSTGRESQL_LOGIN_FAILED: [
    '服务器 {{host}} 拒绝了用户“{{user}}”或其密码。',
    '请检查用户名和密码，以及 pg_hba.conf 是否允许该用户从本机登录。',
  ],
  POSTGRESQL_OBJECT_NOT_FOUND: ['服务器不认识一个名称：{{reason}}。', '请检查任务中表、列和函数的名称。'],
  POSTGRESQL_PROTOCOL: [
    '服务器发来意外的内容：{{reason}}。',
    '程序与服务器之间可能有设备改动了协议。请直接连接服务器。',
  ],
  POSTGRESQL_READ_ONLY: ['会话是只读的：{{reason}}。', '读取端不做任何修改。写入端需要主库，而不是备库或只读数据库。'],
  POSTGRESQL_RESOURCES: [
    '服务器资源不足：{{reason}}。',
    '请在服务器上释放资源（磁盘、内存、锁）后重新运行；已完成的分片已保留。',
  ],
  POSTGRESQL_SERVER: ['服务器返回 {{code}}：{{reason}}。', '请查看服务器的日志。'],
  POSTGRESQL_SERVER_NOT_READY: [
    '服务器 {{host}} 暂不接受连接：{{reason}}。',
    '服务器正在启动、停止或恢复。该分片会重试。',
  ],
  POSTGRESQL_SETTING_INVALID: ['“{{setting}}”的值无效：{{reason}}。'],
  POSTGRESQL_SNAPSHOT_GONE: [
    '本次运行的快照已不存在：{{reason}}。',
    '持有快照的会话已结束。请续跑，其余部分从新的快照读取。',
  ],
  POSTGRESQL_SQL_INVALID: [
    '服务器不能执行任务的语句：{{reason}}。',
    '请检查任务中的 SQL：column、where、querySql、preSql、postSql。',
  ],
  POSTGRESQL_STATEMENT_CANCELLED: [
    '服务器停止了语句：{{reason}}。',
    '语句被人取消，或运行时间超过服务器的限制（statement_timeout、lock_timeout）。',
  ],
  POSTGRESQL_TABLE_NOT_FOUND: [
    '表“{{table}}”不存在。',
    '请检查表名、schema 和数据库。含大写字母的名称须大小写完全一致。',
  ],
  POSTGRESQL_TLS: [
    '无法与 {{host}} 建立 TLS 连接：{{reason}}。',
    '请检查服务器的证书和连接的“ssl”（mode、ca、cert、key）。',
  ],
  POSTGRESQL_TOO_MANY_CONNECTIONS: [
    '服务器 {{host}} 没有空闲的连接：{{reason}}。',
    '请减少通道数，或在服务器上调大 max_connections。',
  ],

  SQLITE_BUSY: ['数据库文件“{{path}}”被另一个写入者锁定。', '请等待另一个程序结束，或调大数据源的 busyTimeoutMs。'],
  SQLITE_FILE_NOT_FOUND: ['数据库文件“{{path}}”不存在。', '请检查路径。相对路径以任务运行的文件夹为准。'],
  SQLITE_FOLDER_NOT_FOUND: ['数据库文件“{{path}}”所在的文件夹不存在。', '请创建该文件夹，或更正路径。'],
  SQLITE_KEY_NOT_TEXT: ['键含有 {{type}} 类型的值。', '请使用其他切分键。'],
  SQLITE_MEMORY_REFUSED: ['任务中不能使用内存数据库。', '每个会话看到的都是自己的数据库。请给出文件的路径。'],
  SQLITE_OPEN_FAILED: [
    '数据库文件“{{path}}”无法打开：{{reason}}。',
    '请检查它是 SQLite 数据库，且用户可以读取；WAL 模式下还须能读取其文件夹。',
  ],
  SQLITE_READ_ONLY: ['数据库不可写：{{reason}}。', '运行任务的用户须能写入该文件及其文件夹。'],
  SQLITE_STATEMENT_FAILED: ['数据库拒绝了语句：{{reason}}。', '请对照数据库中的表检查任务的 SQL。'],
  SQLITE_STORAGE_FAILED: ['数据库文件无法读写：{{reason}}。', '请检查磁盘的剩余空间和健康状况。'],
  SQLITE_TABLE_NOT_FOUND: ['表“{{table}}”不存在。', '可用 `sluice data-sources tables` 列出表。'],
  SQLITE_TRANSACTION_LOST: [
    '数据库因一行撤销了整个事务：{{reason}}。',
    '触发器中的 RAISE(ROLLBACK) 会如此。请改用 RAISE(ABORT)，只拒绝该行。',
  ],
};
