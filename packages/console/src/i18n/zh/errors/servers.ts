import type { Sayings } from '../../say-problem.ts';

/** Errors of file servers, of HTTP, and of object stores. */
export const servers: Sayings = {
  FTP_BAD_LISTING: [
    '服务器列出“{{folder}}”的方式不可信：{{problem}}。',
    '请在服务器上重命名该文件。名称出现乱码时，请设置 controlEncoding。',
  ],
  FTP_CONNECTION_LOST: [
    '与 {{host}} 的连接中断：{{reason}}。',
    '该分片会重试。如果经常发生，请查看服务器的日志及其超时设置。',
  ],
  FTP_CONNECTION_REFUSED: [
    '无法连接 {{host}}：{{reason}}。',
    '请检查主机和端口、服务器是否在运行，以及中间有没有防火墙。',
  ],
  FTP_CONNECT_TIMEOUT: [
    '{{host}} 在 {{afterMs}} ms 内没有响应。',
    '请检查主机、端口和防火墙，以及 protocol 是否与服务器相符；或调大 connectTimeoutMs。',
  ],
  FTP_DATA_CONNECTION: [
    '无法与 {{host}} 建立数据连接：{{reason}}。',
    '可能是防火墙阻止了数据端口，或服务器通告了错误的端口。请改用 connectPattern PORT；已是 PORT 时改用 PASV。',
  ],
  FTP_HIDDEN_FILES_UNSEEN: [
    '服务器不列出“{{folder}}”中的隐藏文件。',
    '未完成的输出保存在隐藏文件中，必须能再次找到。请让服务器列出隐藏文件。',
  ],
  FTP_HOST_KEY_DIFFERS: [
    '{{host}} 的主机公钥与已知的不同：{{key}}。',
    '可能是服务器换了新的密钥，也可能中间有人。请先向服务器的运维人员确认，再修改 hostKey 或 knownHosts。',
  ],
  FTP_HOST_KEY_UNKNOWN: [
    '未知的 {{host}} 主机公钥：{{key}}。',
    '请向服务器的运维人员索取指纹并核对。一致时将 hostKey 设为该指纹，或指定含有它的 knownHosts 文件。',
  ],
  FTP_HOST_UNKNOWN: ['“{{host}}”的主机未知。', '请检查主机的拼写，以及本机能否解析。'],
  FTP_LOGIN_FAILED: [
    '服务器 {{host}} 拒绝“{{user}}”登录：{{reason}}。',
    '请检查用户名、密码或私钥，以及该用户能否用它们登录。',
  ],
  FTP_PROTOCOL_MISMATCH: [
    '{{host}} 使用的不是此数据源的协议：{{reason}}。',
    '请检查 protocol（ftp、ftps、sftp）、ftpsMode（explicit、implicit）和端口。',
  ],
  FTP_SERVER_SAID: ['服务器 {{host}} 拒绝：{{reason}}。'],
  FTP_SETTING_INVALID: ['“{{setting}}”的值无效：{{reason}}。'],
  FTP_TLS: ['无法与 {{host}} 建立 TLS 连接：{{reason}}。', '请检查服务器的证书和连接的“ssl”（mode、ca、cert、key）。'],
  FTP_TOO_DEEP: [
    '“{{folder}}”的深度超过 {{maxTraversalLevel}} 层文件夹。',
    '文件夹可能通过链接指回自身。请写出更深的文件夹，或调大 maxTraversalLevel。',
  ],
  FTP_TOO_FEW_CONNECTIONS: [
    '服务器 {{host}} 同时只允许一个连接，而拼接文件需要两个。',
    '请提高服务器的限制，或使用一个通道，或将 singleFileOutput 设为 false。',
  ],
  FTP_TOO_MANY_CONNECTIONS: [
    '服务器 {{host}} 不再接受连接：{{reason}}。',
    '请调小 maxConnections 或通道数，或提高服务器的限制。',
  ],

  HDFS_ADDRESS_MISSING: [
    'hadoopConfig 没有说明“{{nameService}}”的 NameNode 在哪里：缺少 {{missing}}。',
    '请将 hdfs-site.xml 中的 dfs.* 设置复制到 hadoopConfig，或设置 webhdfsAddress。',
  ],
  HDFS_BAD_FILE_SYSTEM: [
    '{{setting}} 无法使用：{{problem}}。',
    '请写 hdfs://host:port、webhdfs://host:9870、swebhdfs://host:9871，或 HttpFS 或网关的 URL。',
  ],
  HDFS_BAD_REDIRECT: ['{{host}} 的重定向有误：{{reason}}。'],
  HDFS_DATA_NODE_UNREACHABLE: [
    '{{nameNode}} 将客户端转到 DataNode。{{reason}}。',
    '本机须能以集群使用的名称访问每个 DataNode。不能时，请以 HttpFS（端口 14000）或网关作为 webhdfsAddress。',
  ],
  HDFS_INSECURE_REDIRECT: [
    '{{from}} 将客户端从 https 转到未加密的 {{to}}。',
    '请在 DataNode 上也将 dfs.http.policy 设为 HTTPS_ONLY。',
  ],
  HDFS_KERBEROS_ASKED: [
    '{{host}} 要求 Kerberos（SPNEGO），此处不支持。',
    '请使用 delegationToken，或使用其他登录方式的 HttpFS 或网关。',
  ],
  HDFS_KERBEROS_WANTED: [
    'haveKerberos 为 true，而此处不支持 Kerberos。',
    '请使用 delegationToken，或使用其他登录方式的 HttpFS 或网关；然后去掉 haveKerberos 和 keytab。',
  ],
  HDFS_LOGIN_REFUSED: ['{{host}} 拒绝登录：{{reason}}。', '请检查数据源的用户和密码。'],
  HDFS_NOT_WEB_HDFS: [
    '{{host}} 使用的不是 WebHDFS：{{answer}}。',
    'WebHDFS 与 NameNode 的网页使用同一端口：9870（Hadoop 3）、50070（Hadoop 2），TLS 为 9871；HttpFS 为 14000。请设置 webhdfsAddress。',
  ],
  HDFS_NO_ACTIVE_NAME_NODE: [
    '{{hosts}} 中没有 NameNode 在 {{afterMs}} ms 内处于 active 状态。',
    '主备切换比平时慢，或 webhdfsAddress、hadoopConfig 中缺少 active 的节点。',
  ],
  HDFS_NO_NAME_NODE: [
    '无法访问任何 NameNode。{{tried}}。',
    '请检查地址、集群是否在运行，以及中间有没有防火墙。由 defaultFS 推测地址时，请以 webhdfsAddress 写明：WebHDFS 端口为 9870（Hadoop 3）、50070（Hadoop 2），TLS 为 9871；HttpFS 为 14000。',
  ],
  HDFS_OLD_FILE_TYPE: [
    '不支持 fileType {{fileType}}。',
    '请用 Hive 将表重写为 ORC、Parquet 或文本（向 STORED AS ORC 的表 INSERT OVERWRITE）。',
  ],
  HDFS_REFUSED: ['HDFS 拒绝对“{{path}}”执行 {{operation}}：{{reason}}。'],
  HDFS_RELATIVE_PATH: ['路径“{{path}}”不是从根开始。', 'HDFS 中的路径以“/”开头，如 /user/hive/warehouse。'],
  HDFS_SAFE_MODE: [
    'NameNode {{host}} 处于安全模式，不能修改任何内容。',
    '足够的 DataNode 上线后会自行退出，或执行“hdfs dfsadmin -safemode leave”。',
  ],
  HDFS_TOKEN_REFUSED: ['{{host}} 拒绝委托令牌：{{reason}}。', '令牌若不续期，一天后过期。请获取新的令牌。'],

  HTTP_BAD_URL: ['{{setting}} 无法使用：{{problem}}。', '请写成 http://host:8080/path 或 https://host/path。'],
  HTTP_BROKEN_CERTIFICATE: [
    'ssl 中的证书或私钥无法使用：{{reason}}。',
    '它们是 PEM 文本：“-----BEGIN CERTIFICATE-----”等；私钥须与 ssl.cert 对应。',
  ],
  HTTP_CERTIFICATE_REFUSED: ['{{host}} 的证书不受信任：{{reason}}。', '请在 ssl.ca 中给出其颁发机构的证书。'],
  HTTP_CONNECTION_LOST: [
    '与 {{host}} 的连接中断：{{reason}}。',
    '该分片会重试。如果经常发生，请查看服务器和中间代理的日志。',
  ],
  HTTP_CONNECT_TIMEOUT: ['{{afterMs}} ms 内没有连上 {{host}}。', '请检查主机、端口和防火墙，或调大连接超时。'],
  HTTP_NOT_HTTP: ['{{host}} 的响应不是 HTTP。', '请检查端口，以及服务器是否要求 https。'],
  HTTP_SILENT: ['{{host}} 在 {{afterMs}} ms 内没有响应。', '请查看服务器的负载，或调大 Socket 超时。'],
  HTTP_TLS_FAILED: [
    '无法与 {{host}} 建立加密连接：{{reason}}。',
    '请检查该端口是否使用 TLS（https），以及服务器是否要求客户端证书。',
  ],
  HTTP_UNKNOWN_HOST: ['主机 {{host}} 未知。', '请检查拼写和本机的域名解析。'],
  HTTP_UNREACHABLE: ['无法连接 {{host}}：{{reason}}。', '请检查主机和端口、服务器是否在运行，以及中间有没有防火墙。'],
  HTTP_UNREADABLE_CERTIFICATE: [
    '{{setting}}：无法读取文件“{{path}}”。',
    '请给出 PEM 文本，或本进程用户可以读取的文件的路径。',
  ],

  HTTPFILE_BAD_ADDRESS: [
    '{{setting}} 无法使用：{{problem}}。',
    'urlPrefix 和 fileName 合起来是地址：https://host/daily 和 /orders.csv。空格写为 %20。',
  ],
  HTTPFILE_BAD_HEADERS: [
    '{{setting}} 无法使用：{{problem}}。',
    '请写一个值均为文本的对象，或其 JSON：{"X-Api-Key": "${env:API_KEY}"}。',
  ],
  HTTPFILE_BAD_REDIRECT: ['{{url}} 指向别处：{{problem}}。', '如果信任它所指的地址，请直接使用该地址。'],
  HTTPFILE_BROKEN_ANSWER: ['{{url}} 的响应有误：{{problem}}。'],
  HTTPFILE_LOGIN_REFUSED: [
    '服务器要求以其他方式登录 {{url}}（{{answer}}）。',
    '请检查数据源的用户和密码、令牌或请求头。',
  ],
  HTTPFILE_TOO_LARGE: ['{{url}} 超过 {{maxBytes}} 字节。', '如果属实，请调大 maxBytes。'],
  HTTPFILE_UNAVAILABLE: ['服务器暂时不提供 {{url}}（{{answer}}）。', '已请求多次。请稍后重新运行任务，或减少通道数。'],

  OBJECT_STORE_ACCESS_DENIED: [
    '没有权限在 {{root}} 中执行操作：{{action}}。',
    '读取需要列举 Bucket 和获取对象的权限；写入还需要上传和删除对象、取消上传的权限。',
  ],
  OBJECT_STORE_ARCHIVED: [
    '在 {{root}} 中的操作失败：{{action}}；对象处于归档存储类型。',
    '请先解冻该对象，或在模式中排除它。',
  ],
  OBJECT_STORE_BAD_BUCKET: [
    '“{{bucket}}”不是 Bucket 名称。',
    '名称为 3 至 63 个字母、数字、点和连字符。文件夹写在对象的路径中。',
  ],
  OBJECT_STORE_BAD_CREDENTIALS: [
    '在 {{root}} 中的操作失败：{{action}}；{{problem}}。',
    '请检查 AccessKey ID 和 Secret：首尾没有空格、属于同一对，且仍然有效。',
  ],
  OBJECT_STORE_BAD_ENDPOINT: [
    'Endpoint“{{endpoint}}”无法使用：{{problem}}。',
    '请写成 https://s3.eu-central-1.amazonaws.com 或 http://storage.internal:9000，不含 Bucket。',
  ],
  OBJECT_STORE_BAD_KEY: ['对象名称“{{key}}”不能使用。', '名称在斜杠之间没有“.”或“..”，不为空，最长 1024 字节。'],
  OBJECT_STORE_BAD_TARGET: [
    '要写入的对象的名称不明确：{{problem}}。',
    '请给出 object（作为前缀，使用 writeSingleObject 时为名称），或 path 和 fileName。',
  ],
  OBJECT_STORE_BUCKET_NOT_FOUND: [
    '{{host}} 上没有 {{root}}。',
    '请检查 Bucket 的名称和 Endpoint。任务从不创建 Bucket。',
  ],
  OBJECT_STORE_CLOCK_SKEW: [
    '{{root}} 因时间不符拒绝请求：{{problem}}。',
    '请校准本机的时钟，最好使用时间服务（NTP）。与时区无关。',
  ],
  OBJECT_STORE_EXPIRED_CREDENTIALS: [
    '在 {{root}} 中的操作失败：{{action}}；凭证已过期。',
    '会话令牌只在数小时内有效：请获取新的令牌及其密钥，或使用不会过期的角色或密钥。',
  ],
  OBJECT_STORE_FILE_TOO_LARGE: [
    '“{{path}}”超过 {{bytes}} 字节，这是该分片大小所能容纳的上限。',
    '请设置 maxFileSize 以写成多个文件，或调大 partSize。',
  ],
  OBJECT_STORE_NOT_AN_OBJECT_STORE: [
    '{{host}} 的响应不像对象存储（{{root}}：{{action}}）。',
    '请检查 Endpoint：应为编程接口的地址，而不是浏览器控制台的地址。',
  ],
  OBJECT_STORE_NO_CREDENTIALS: [
    '没有用于 {{root}} 的凭证：{{problem}}。',
    '请给出 accessKeyId 和 secretAccessKey，或配置 AWS 工具所用的环境变量、配置文件或机器角色。公开的 Bucket 请设置 anonymous。',
  ],
  OBJECT_STORE_REFUSED: [
    '在 {{root}} 中的操作失败：{{action}}；{{status}} {{problem}}。',
    '状态之后是存储自身的说明。',
  ],
  OBJECT_STORE_UNAVAILABLE: [
    '{{root}} 多次未能完成操作：{{action}}；{{status}}。',
    '存储过载或限制了请求频率。该分片会重试；减少通道数可能有帮助。',
  ],
  OBJECT_STORE_WRONG_REGION: [
    '{{root}} 不在 {{used}}。',
    [
      '存储返回该 Bucket 属于“{{right}}”：请将 region 或 endpoint 设为它。',
      '请查明 Bucket 的地域，并设置 region 或该地域的 endpoint。',
    ],
  ],
};
