/** Options of object stores. */
export const objectStores: Readonly<Record<string, string>> = {
  Endpoint: 'Endpoint',
  Region: '地域',
  Bucket: 'Bucket',
  'Access key': 'AccessKey ID',
  Secret: 'AccessKey Secret',
  'Session token': '会话令牌',
  'Without credentials': '匿名访问',
  'Bucket in the path': 'Bucket 写在路径中',
  'Checksums of uploads': '上传校验和',
  Objects: '对象',
  Retries: '重试次数',
  Object: '对象',
  'Part size': '分片大小',
  'Encryption at rest': '服务端加密',
  'Key of the encryption': '加密密钥',
  'Within the cloud': '使用内网地址',
  'Security token': '安全令牌',
  Signature: '签名版本',
  'Own domain': '自有域名',
  'Storage account': '存储账户',
  'Account key': '账户密钥',
  'SAS token': 'SAS 令牌',
  'Connection string': '连接字符串',
  Container: '容器',

  'Address of the service, without the bucket. Not set: Amazon, in the region.':
    '服务的地址，不含 Bucket。未设置时为 Amazon 相应地域的地址。',
  'Where the bucket lies. Not set: told by the endpoint or the environment, else us-east-1.':
    'Bucket 所在的地域。未设置时由 Endpoint 或环境得知，否则为 us-east-1。',
  'Without key and secret: what the AWS tools would use on this machine, from environment, profile or role.':
    '没有密钥时：使用本机上 AWS 工具会使用的凭证，来自环境变量、配置文件或角色。',
  'Belongs to credentials that were lent for some hours.': '属于有效期为数小时的临时凭证。',
  'For public buckets.': '用于公开的 Bucket。',
  'https://host/bucket/object instead of https://bucket.host/object. Not set: the second for the large clouds, the first for all others.':
    '使用 https://host/bucket/object 而不是 https://bucket.host/object。未设置时，大型云服务用后者，其余用前者。',
  'whenRequired sends none, for stores that do not know CRC32 checksums.':
    'whenRequired 不发送校验和，用于不支持 CRC32 校验和的存储。',
  'A host that has not answered by then is given up.': '主机到时仍无响应则放弃。',
  'A connection is given up, and the request repeated, when the store is silent for so long while an answer is due.':
    '应有响应时存储这么久没有响应，则放弃连接并重发请求。',
  'Names without the bucket, folders (read with all below) and patterns with *, ?, **, [a-z], {a,b}. Hidden objects only when named.':
    '不含 Bucket 的名称、文件夹（包含其下所有对象）或使用 *、?、**、[a-z]、{a,b} 的通配模式。隐藏对象只有写明时才读取。',
  'How often a request is repeated that failed for a reason that passes: a lost connection, load of the store. A download goes on where it broke.':
    '因暂时原因（连接中断、存储过载）失败的请求重试多少次。下载会从中断处继续。',
  'Instead of object: the part of the names before the last slash; fileName is the rest. "/" is the bucket itself.':
    '代替 object：名称中最后一个斜杠之前的部分，其余写在 fileName 中。“/”表示 Bucket 本身。',
  'What the names of the objects begin with, without the bucket: out/part gives out/part__<run>_<task>.csv. With writeSingleObject the whole name.':
    '对象名称的前缀，不含 Bucket：out/part 得到 out/part__<运行>_<分片>.csv。使用 writeSingleObject 时为完整名称。',
  'Larger objects are uploaded in parts of this size, some of which are kept in memory.':
    '更大的对象按该大小分片上传，其中若干分片保存在内存中。',
  'Asked for each object. Not set: what the bucket says.': '每个对象都要求加密。未设置时以 Bucket 的设置为准。',
  'Address of the service, without the bucket. Not set: that of the region.':
    '服务的地址，不含 Bucket。未设置时为地域对应的地址。',
  'Where the bucket lies, as in cn-hangzhou. Not set: told by the endpoint.':
    'Bucket 所在的地域，如 cn-hangzhou。未设置时由 Endpoint 得知。',
  'Without an endpoint: the address for machines of the same region, which costs nothing.':
    '没有 Endpoint 时：使用同地域机器的内网地址，不产生流量费用。',
  'Belongs to credentials that were lent by STS for some hours.': '属于 STS 颁发的有效期为数小时的临时凭证。',
  'v4 needs the region. Not set: v4 where the region is known, else v1.':
    'v4 需要地域。未设置时：已知地域用 v4，否则用 v1。',
  'The endpoint is a domain that is bound to the bucket.': 'Endpoint 是绑定到该 Bucket 的域名。',
  'Asks for AES-256 for each object. Not set: what the bucket says.':
    '每个对象都要求 AES-256 加密。未设置时以 Bucket 的设置为准。',
  'Instead of the account key: a shared access signature, with or without "?". It has to allow listing, and writing needs create, write and delete.':
    '代替账户密钥：共享访问签名，带不带“?”均可。须允许列举；写入还需要 create、write 和 delete。',
  'As the portal shows it; account, key, token and endpoint are taken from it where they are not given.':
    '门户中显示的连接字符串；未单独给出的账户、密钥、令牌和 Endpoint 取自其中。',
  'Address of the account. Not set: https://<account>.blob.core.windows.net.':
    '账户的地址。未设置时为 https://<account>.blob.core.windows.net。',
};
