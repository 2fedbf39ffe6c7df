/** Kinds of alert channels and their options. */
export const alertChannels: Readonly<Record<string, string>> = {
  DingTalk: '钉钉',
  Feishu: '飞书',
  Mail: '邮件',
  Slack: 'Slack',
  Webhook: 'Webhook',
  WeCom: '企业微信',

  'A custom robot of a DingTalk group.': '钉钉群的自定义机器人。',
  'A custom bot of a Feishu or Lark group.': '飞书群的自定义机器人。',
  'Mail through an SMTP server.': '通过 SMTP 服务器发送邮件。',
  'An incoming webhook of a Slack channel.': 'Slack 频道的 Incoming Webhook。',
  'A POST of JSON to an address of yours, signed.': '向指定地址发送带签名的 JSON POST 请求。',
  'A group robot of WeCom (WeChat Work).': '企业微信的群机器人。',

  'Webhook address': 'Webhook 地址',
  'Signing secret': '加签密钥',
  'SMTP server': 'SMTP 服务器',
  Security: '安全方式',
  From: '发件人',
  To: '收件人',
  'Certificate authority': '证书颁发机构',
  Address: '地址',

  'From the settings of the robot, with its access_token. A keyword check passes with the word Sluice.':
    '取自机器人的设置，包含 access_token。使用关键词校验时，关键词设为 Sluice 即可通过。',
  'Begins with SEC; when the robot is set to «additional signature».': '机器人选择“加签”时的密钥，以 SEC 开头。',
  'From the settings of the bot. A keyword check passes with the word Sluice.':
    '取自机器人的设置。使用关键词校验时，关键词设为 Sluice 即可通过。',
  'When the bot is set to check signatures.': '机器人启用签名校验时填写。',
  '587 for STARTTLS, 465 for TLS from the start, 25 within a network.':
    'STARTTLS 用 587，一开始就使用 TLS 用 465，内网用 25。',
  'starttls: nothing is sent unless the connection becomes secure. none: mails and password are sent readable.':
    'starttls：连接未加密时不发送任何内容。none：邮件和密码以明文发送。',
  'Empty: no login.': '留空表示不登录。',
  'One mail goes to all of them.': '一封邮件发送给所有收件人。',
  'PEM of the authority that has issued the certificate of the server, when it is none that is widely known.':
    '服务器证书由非公认机构颁发时，填写该机构的 PEM 证书。',
  'From the app that has incoming webhooks activated.': '取自启用了 Incoming Webhook 的应用。',
  'Gets title, text and all facts of the alert as JSON. Any answer 2xx counts as taken.':
    '以 JSON 接收告警的标题、正文和全部信息。任何 2xx 响应都表示已接收。',
  'Signs each request: the header Sluice-Signature holds the time and an HMAC-SHA256 of time and body.':
    '为每个请求签名：请求头 Sluice-Signature 含时间，以及时间与请求体的 HMAC-SHA256。',
  'From the settings of the robot, with its key.': '取自机器人的设置，包含 key。',
};
