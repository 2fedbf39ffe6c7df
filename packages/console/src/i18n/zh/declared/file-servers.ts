/** Options of file servers, TLS and logging in. */
export const fileServers: Readonly<Record<string, string>> = {
  'File system': '文件系统',
  'WebHDFS addresses': 'WebHDFS 地址',
  User: '用户名',
  'Delegation token': '委托令牌',
  'Hadoop settings': 'Hadoop 配置',
  TLS: 'TLS',
  Authority: '颁发机构',
  Certificate: '证书',
  Key: '私钥',
  'Check the certificate': '校验证书',
  'Connect timeout': '连接超时',
  Kerberos: 'Kerberos',
  'HttpFS addresses': 'HttpFS 地址',
  'Access key secret': 'AccessKey Secret',
  'URL prefix': 'URL 前缀',
  Token: '令牌',
  Headers: '请求头',
  Files: '文件',
  Method: '请求方法',
  Query: '查询参数',
  Body: '请求体',
  Protocol: '协议',
  Host: '主机',
  Port: '端口',
  'Private key': '私钥',
  Passphrase: '私钥口令',
  'Use a key': '使用密钥',
  'Host key': '主机公钥',
  'Known hosts': '已知主机',
  'Trust any host key': '信任任意主机公钥',
  'FTPS mode': 'FTPS 方式',
  Mode: 'TLS 模式',
  'Data connections': '数据连接方式',
  'Encoding of names': '文件名编码',
  'Base folder': '基准文件夹',
  'Most connections': '最大连接数',
  'Deepest folder': '最大文件夹深度',

  'hdfs://host:port or hdfs://nameservice as Hadoop has it, or where WebHDFS, HttpFS or a gateway listens: webhdfs://host:9870, swebhdfs://host:9871, https://gateway:8443/gateway/default/webhdfs/v1.':
    'Hadoop 形式的 hdfs://host:port 或 hdfs://nameservice，或 WebHDFS、HttpFS、网关的监听地址：webhdfs://host:9870、swebhdfs://host:9871、https://gateway:8443/gateway/default/webhdfs/v1。',
  'host:port or URLs of WebHDFS or HttpFS, when defaultFS does not tell them; of an HA pair both. Default: what hadoopConfig says, else port 9870 (Hadoop 3) and then 50070 (Hadoop 2) of the host in defaultFS.':
    'defaultFS 无法说明时，给出 WebHDFS 或 HttpFS 的 host:port 或 URL；HA 时给出两个。默认取 hadoopConfig 中的内容，否则为 defaultFS 中主机的 9870 端口（Hadoop 3），再尝试 50070 端口（Hadoop 2）。',
  'Sent as user.name. Default: the user that this process runs as.': '以 user.name 发送。默认为本进程的运行用户。',
  'For gateways with basic authentication (Knox, proxies). HDFS itself knows none.':
    '用于要求基本认证的网关（Knox、代理）。HDFS 自身没有密码。',
  'Sent instead of the user, for clusters with Kerberos: somebody with a ticket has to fetch it.':
    '代替用户发送，用于启用 Kerberos 的集群：需由持有票据的人获取。',
  'Read are dfs.nameservices, dfs.ha.namenodes.*, dfs.namenode.{http,https,rpc}-address* and dfs.http.policy.':
    '读取其中的 dfs.nameservices、dfs.ha.namenodes.*、dfs.namenode.{http,https,rpc}-address* 和 dfs.http.policy。',
  'Certificate of the authority, as PEM text or a path. Without it the authorities of the system count.':
    '颁发机构的证书，PEM 文本或路径。未设置时使用系统信任的机构。',
  'Certificate of this client, as PEM text or a path.': '客户端证书，PEM 文本或路径。',
  'Key of this client, as PEM text or a path.': '客户端私钥，PEM 文本或路径。',
  'False trusts every server, whoever it is: for tests only.': '设为 false 时信任任何服务器，无论其身份：仅用于测试。',
  'A host that has not answered by then is given up, and the next one is tried.':
    '主机到时仍无响应则放弃，改试下一台。',
  'A connection is given up when the server is silent for so long while something is due; 0 waits forever. Reading goes on with a new one.':
    '应有数据时服务器这么久没有响应则放弃连接；0 表示一直等待。读取会在新的连接上继续。',
  'Only false is possible.': '只能为 false。',
  'host:port or URLs of the HttpFS or WebHDFS gateways in front of the bucket; of several the first that answers is used.':
    'Bucket 前端 HttpFS 或 WebHDFS 网关的 host:port 或 URL；给出多个时使用第一个能连通的。',
  'Not used. The gateway knows it.': '不使用，由网关掌握。',
  'Comes before every file name. Without it file names are whole URLs.':
    '加在每个文件名之前。未设置时文件名即完整的 URL。',
  'For basic authentication.': '用于基本认证。',
  'Sent as "Authorization: Bearer …", instead of user and password.':
    '以“Authorization: Bearer …”发送，代替用户和密码。',
  'Sent with every request, as an object or its JSON; never to other hosts.':
    '随每个请求发送，可为对象或其 JSON；不会发送给其他主机。',
  'A host that has not answered by then is given up; 0 waits forever.': '主机到时仍无响应则放弃；0 表示一直等待。',
  'A connection is given up when the server is silent for so long while something is due; 0 waits forever.':
    '应有数据时服务器这么久没有响应则放弃连接；0 表示一直等待。',
  'Each comes after the URL prefix; without a prefix it is a whole URL. Characters are escaped as in URLs, a blank is %20. There are no patterns.':
    '逐个接在 URL 前缀之后；没有前缀时为完整的 URL。字符按 URL 规则转义，空格写为 %20。不支持通配模式。',
  'With POST and PUT every look at the file is a request that is carried out, and nothing is read in parts.':
    '使用 POST 和 PUT 时，每次查看文件都会真正发出请求，并且不会分段读取。',
  'Comes after the question mark, escaped already: a=1&b=%20.': '接在问号之后，须已转义：a=1&b=%20。',
  'For POST and PUT. Say what it is in the header Content-Type.':
    '用于 POST 和 PUT。请在请求头 Content-Type 中说明其类型。',
  'Sent besides those of the data source, as an object or its JSON.': '在数据源的请求头之外发送，可为对象或其 JSON。',
  'A larger one stops the job. Counted as sent, before anything is decompressed.':
    '超过该大小时任务停止。按传输的大小计算，即解压之前。',
  'ftps is FTP over TLS, sftp is file transfer over SSH. ftp sends password and files in the clear.':
    'ftps 是基于 TLS 的 FTP，sftp 是基于 SSH 的文件传输。ftp 以明文传送密码和文件。',
  'Default: 21 for ftp, 22 for sftp, 990 for ftps with implicit TLS.':
    '默认：ftp 为 21，sftp 为 22，隐式 TLS 的 ftps 为 990。',
  'ftp and ftps log in as anonymous without one.': '未设置时，ftp 和 ftps 以 anonymous 登录。',
  'For sftp: text of the key (OpenSSH, PEM or PuTTY form) or the path of a file that holds it.':
    '用于 sftp：密钥文本（OpenSSH、PEM 或 PuTTY 格式），或保存密钥的文件的路径。',
  'Of the private key.': '私钥的口令。',
  'true takes ~/.ssh/id_rsa when no private key is given; false leaves a given one out.':
    'true 表示没有给出私钥时使用 ~/.ssh/id_rsa；false 表示忽略给出的私钥。',
  'For sftp: fingerprint of the server (SHA256:…) or its public key (ssh-ed25519 AAAA…); several are allowed.':
    '用于 sftp：服务器的指纹（SHA256:…）或公钥（ssh-ed25519 AAAA…），可给出多个。',
  'For sftp: a file as OpenSSH keeps it, or its text. Default: ~/.ssh/known_hosts of the user of this process.':
    '用于 sftp：OpenSSH 格式的文件或其文本。默认为本进程用户的 ~/.ssh/known_hosts。',
  'Takes whichever server answers for the right one. Anybody between here and there can then read and change everything.':
    '无论哪台服务器应答都视为正确。中间的任何人都可能读取和修改全部内容。',
  'explicit turns TLS on by a command, implicit begins with it.':
    'explicit 通过命令开启 TLS，implicit 一开始就使用 TLS。',
  'For ftps. verify-full makes sure that it is the right server; require encrypts only.':
    '用于 ftps。verify-full 确认服务器的身份；require 只加密。',
  'For ftp and ftps: PASV connects to the server, PORT lets the server connect back to this machine.':
    '用于 ftp 和 ftps：PASV 由本机连接服务器，PORT 由服务器回连本机。',
  'For ftp and ftps: in which encoding the server has file names, for instance GBK.':
    '用于 ftp 和 ftps：服务器上文件名的编码，例如 GBK。',
  'Where relative paths begin. Default: the folder after login.': '相对路径的起点。默认为登录后所在的文件夹。',
  'At most so many at once; when all are in use, the next one waits. At least 2.':
    '同时打开的连接数上限；全部占用时，后来者等待。至少为 2。',
  'A server that has not let us in by then is given up.': '服务器到时仍未完成登录则放弃。',
  'A connection is given up when the server is silent for so long while something is due. Reading goes on with a new one.':
    '应有数据时服务器这么久没有响应则放弃连接。读取会在新的连接上继续。',
  'Folders nested deeper than this below a path stop the job.': '路径下的文件夹嵌套超过该层数时任务停止。',
};
