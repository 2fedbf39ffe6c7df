import type { Sayings } from '../../say-problem.ts';

/** Errors of the server itself. */
export const server: Sayings = {
  INTERNAL: ['服务器内部出错。可按请求编号在服务器日志中查看详情。'],

  HTTP_INVALID: ['请求无效：{{problem}}。', '请对照 /openapi.json 中该接口的说明检查：{{where}}。'],
  HTTP_NOT_SIGNED_IN: ['需要登录。', '请登录，或以“Authorization: Bearer …”发送 API 令牌。'],
  HTTP_FORBIDDEN: ['您没有权限执行此操作：需要 {{needs}}。', '请联系项目管理员授予相应角色。'],
  HTTP_NOT_FOUND: ['{{what}}“{{name}}”不存在。', '请检查名称和项目，并确认没有被其他人删除。'],
  HTTP_EXISTS: ['{{what}}“{{name}}”已存在。', '请换一个名称，或修改已有的。'],
  HTTP_CHANGED: ['{{what}}已被其他人修改，当前版本为 {{version}}。', '请重新加载，在其基础上修改后再保存。'],
  HTTP_NEEDS_VERSION: ['没有说明修改基于哪个版本。', '请用 If-Match 发送所编辑版本的 ETag。'],
  HTTP_KEY_REUSED: ['该 Idempotency-Key 已用于另一个请求。', '新的请求请使用新的键。'],
  HTTP_KEY_IN_USE: ['使用该 Idempotency-Key 的第一个请求尚未结束。', '请稍后重试。'],
  HTTP_TOO_LARGE: ['请求超过 {{maxBytes}} 字节。'],
  HTTP_TOO_MANY: ['请求过多，请在 {{seconds}} 秒后重试。'],
  HTTP_FOREIGN_ORIGIN: ['请求来自其他站点。', '只接受控制台自身带会话 Cookie 的请求；脚本请使用 API 令牌。'],

  SCHEDULES_UNKNOWN_PARENT: ['它依赖的任务“{{parent}}”不存在。', '请更正依赖的名称或项目，或去除该依赖。'],
  SCHEDULES_PARENT_NOT_DEPLOYED: [
    '它依赖的任务“{{parent}}”在生产环境没有调度，因此暂时不会等待它。',
    '请先为“{{parent}}”设置调度并发布，然后重新发布本任务。',
  ],
  SCHEDULES_KEEPS_OLD_TIMES: [
    '已生成且尚未开始的实例保持原有时间（{{count}} 个）；新的时间自 {{from}} 起生效。',
    '“发布后即时生成”会替换发布当天的实例。',
  ],
  SCHEDULES_CYCLE: ['任务之间会互相等待：{{path}}。', '请去除其中一个依赖，或改为依赖上一周期。'],
  SCHEDULES_VALUES_MISSING: [
    '自动运行时无人可以输入，而以下变量没有值：{{names}}。',
    '请在任务参数中赋值，例如 day=$bizdate。',
  ],
  SCHEDULES_IS_NEEDED: [
    '任务“{{name}}”不能改名：已发布的任务“{{by}}”按此名称依赖它。',
    '请先下线“{{by}}”，之后用新名称重新发布。',
  ],
  SCHEDULES_NOT_SCHEDULED: ['任务“{{name}}”在生产环境没有调度。', '请设置调度，然后提交并发布。'],
  SCHEDULES_TOO_MANY_DAYS: ['请求了 {{count}} 天，最多 {{most}} 天。', '请缩短时间范围。'],

  JOBS_HAS_MISTAKES: ['任务“{{name}}”不能提交：{{problem}}。', '检查任务可以看到所有问题及其位置。'],
  JOBS_SOURCE_MISSING: ['数据源“{{name}}”没有生产环境的定义。', '请在发布任务前补充。'],
  JOBS_IS_DEPLOYED: ['任务“{{name}}”已发布。', '请先下线。'],
  JOBS_NOT_SUBMITTED: ['任务“{{name}}”没有提交过版本。', '请先提交。'],
  JOBS_NOT_DEPLOYED: ['任务“{{name}}”未发布。'],
  JOBS_UNKNOWN_GROUP: ['资源组“{{group}}”不存在。', '请从资源组列表中选择。'],

  PEOPLE_WRONG_LOGIN: ['用户名或密码错误。', '多次失败后登录会被暂时锁定。管理员可以发送新的密码链接。'],
  PEOPLE_BLOCKED: ['登录失败次数过多，请在 {{seconds}} 秒后重试。', '管理员可以发送密码链接，同时解除锁定。'],
  PEOPLE_WEAK_PASSWORD: ['密码太容易猜到。', '请至少使用 12 个字符，例如四个互不相关的词。'],
  PEOPLE_ALREADY_SET_UP: ['第一位管理员已经存在。', '请登录，或向管理员申请用户。'],
  PEOPLE_BAD_CODE: [
    '链接已失效。',
    '链接只能使用一次，有效期一天。重启服务器可获得新的初始化链接，或向管理员申请新的密码链接。',
  ],
  PEOPLE_LAST_ADMINISTRATOR: ['这是最后一位可以登录的管理员。', '请先将其他用户设为管理员。'],
  PEOPLE_LAST_OWNER: ['项目“{{project}}”将没有所有者。', '请先将其他成员设为所有者。'],
  PEOPLE_OWN_RIGHTS: ['只有项目所有者可以授予或撤销角色 {{role}}。'],
  PEOPLE_NO_SUCH_ZONE: [
    '“{{timeZone}}”不是时区。',
    '请使用 Asia/Shanghai、Europe/Berlin 或 UTC 之类的名称，或 GMT+8 之类的偏移。',
  ],
  PEOPLE_OIDC_OFF: ['此处未启用 OpenID Connect 登录。', '请使用用户名和密码登录。'],
  PEOPLE_OIDC_INCOMPLETE: ['OpenID Connect 的设置不完整。', '除 oidcIssuer 外还需要 oidcClientId 和 publicUrl。'],
  PEOPLE_OIDC_UNREACHABLE: [
    '无法使用 OpenID Connect 提供方：{{reason}}。',
    '请检查 oidcIssuer，以及本服务器能否访问它。',
  ],
  PEOPLE_OIDC_REFUSED: ['登录被拒绝：{{reason}}。', '请重新登录。若仍失败，请与提供方核对客户端 ID、密钥和回调地址。'],
  PEOPLE_OIDC_EXPIRED: ['本次登录不是在此浏览器中发起，或已超时。', '请重新开始。'],
  PEOPLE_OIDC_UNKNOWN: ['此处没有与该身份对应的用户。', '请管理员用提供方验证过的电子邮箱创建用户。'],
  PEOPLE_PROJECT_IN_USE: ['项目“{{project}}”有 {{jobs}} 个已发布的任务。', '请先下线这些任务。'],

  DESIGN_NO_TABLES: ['{{title}} 没有可以创建的表。', '文件等由运行自行生成。'],
  DESIGN_NO_COLUMNS: ['来源没有列。', '请选择其他表，或在读取端列出列。'],

  DATA_SOURCE_IN_USE: ['数据源“{{name}}”正被以下任务使用：{{jobs}}。', '请先让这些任务改用其他数据源。'],
  DATA_SOURCE_OTHER_TYPE: [
    '“{{name}}”的另一个定义类型为 {{type}}；两个定义的类型必须相同。',
    '请换一个名称，或先删除另一个定义。',
  ],
  DATA_SOURCE_NO_CONNECTION: ['“{{type}}”不需要数据源。', '请直接在任务的步骤中使用。'],
  DATA_SOURCE_NOT_DEFINED: ['数据源“{{name}}”没有 {{environment}} 环境的定义。', '请补充定义，或选择另一个环境。'],
  DATA_SOURCE_CANNOT_PREVIEW: ['“{{type}}”的数据必须通过任务查看。', '请新建读取它的任务并预览该任务。'],

  BACKFILLS_UNKNOWN_JOB: ['本项目中没有任务“{{job}}”。', '请检查名称；其他项目的任务在其项目中补数据。'],
  BACKFILLS_NOT_CHOSEN: ['任务“{{job}}”设为空跑，但不在所选任务中。', '请选中它，或取消空跑。'],
  BACKFILLS_NO_DESCENDANT: ['任务“{{job}}”不依赖任何起始任务。', '请将其加入起始任务，或从预览显示的下游中选择。'],
  BACKFILLS_NOTHING_TO_MAKE: ['所选任务的调度在这些日期没有实例。', '请选择调度生效日期内的日期。'],
  BACKFILLS_BEING_MADE: ['补数据“{{name}}”的实例仍在生成。', '尚未开始任何运行，请稍后重试。'],
  BACKFILLS_NOTHING_TO_STOP: ['该补数据没有等待或运行中的实例。', '可以逐个操作其实例。'],
  BACKFILL_TOO_MANY_JOBS: ['一次补数据不能包含 {{count}} 个任务，最多 {{most}} 个。', '请减少任务，或分多次补数据。'],
  BACKFILL_TOO_MANY_INSTANCES: ['该补数据会生成超过 {{most}} 个实例。', '请减少日期或任务，或分多次依次补数据。'],
  BACKFILL_NO_DATES: ['没有选择业务日期。', '请至少给出一个结束不早于开始的日期范围。'],
  BACKFILL_BACKWARDS: ['任务“{{job}}”依赖自己的上一周期，因此不能按日期倒序运行。', '请选择正序，或不包含该任务。'],

  CRON_FIELD_COUNT: [
    '“{{text}}”有 {{count}} 个字段，应为六个。',
    '请按 秒 分 时 日 月 星期 书写，例如 `0 30 8 * * ?`。五个字段时缺少秒：在最前面加 0。',
  ],
  CRON_BAD_FIELD: ['“{{text}}”不是有效的 {{field}}。', '请使用数字，可用列表 (1,2)、范围 (1-5) 和步长 (*/5)。'],
  CRON_NOT_EXPRESSIBLE: [
    '“{{text}}”不能作为调度：{{why}}。',
    '请选择一种周期（分钟、小时、天、周、月、年），或拆成两个任务。',
  ],

  OPERATION_NOT_ALLOWED: ['实例当前的状态不允许此操作。', '实例页面列出了当前可以执行的操作。'],
  INSTANCES_CHANGED_MEANWHILE: ['实例 {{name}} 刚刚发生了变化。', '请重新查看其状态，仍有需要时再次操作。'],
  INSTANCES_DESCENDANTS_REFUSED: [
    '没有重跑任何实例：所选实例中有 {{count}} 个现在不能重跑。',
    '请不选这些实例，或等它们结束后重新选择。',
  ],
  INSTANCES_NO_DESCENDANT: ['没有重跑任何实例：以下实例不依赖它：{{names}}。', '请从其下游中选择。'],
  INSTANCES_DESCENDANTS_MISSING: ['没有说明哪些下游随实例一起重跑。', '请以 "descendants" 给出，或只重跑该实例。'],
  INSTANCES_NOTHING_TO_RESUME: ['不能续跑：其运行在计划前已结束，或从未开始。', '请重跑。'],
  INSTANCES_RUN_ENDS: ['运行 {{run}} 已被终止，正在结束。', '请几秒后重试。'],
  INSTANCES_NO_TIME: ['任务“{{job}}”的调度在 {{businessDate}} 没有实例。', '请选择调度生效日期内的日期。'],

  RESOURCE_GROUP_BUILT_IN: ['资源组“{{name}}”属于服务器，不能删除。', '如不希望在服务器上运行，请将其设为排空。'],
  RESOURCE_GROUP_IN_USE: ['有 {{jobs}} 个任务在资源组“{{name}}”中运行。', '请先让这些任务改用其他资源组。'],
  RESOURCE_GROUP_BUSY: [
    '已有 {{atOnce}} 个测试、预览、计划或试运行在进行，且没有及时结束。',
    '请稍后再试。服务器管理员可以调大 interactiveSlots。',
  ],
  RESOURCE_GROUP_NO_WORKERS: ['资源组“{{name}}”没有已连接的代理。', '请启动该资源组的代理，或选择资源组 default。'],

  ALERT_CHANNEL_IN_USE: ['通道“{{name}}”正被以下规则使用：{{rules}}。', '请先让这些规则发送到其他通道。'],
  ALERT_OTHER_KIND: ['通道“{{name}}”的类型是 {{kind}}。', '通道的类型不能修改，请新建通道。'],
  ALERT_UNKNOWN_CHANNEL: ['本项目中没有通道“{{name}}”。', '请先创建，或选择其他通道。'],
  ALERT_UNKNOWN_JOB: ['本项目中没有任务“{{name}}”。', '请检查名称，或让规则覆盖文件夹或整个项目。'],
  ALERT_SECRET_NEEDED: [
    '“{{title}}”必须重新输入，因为它将发送到另一台主机。',
    '已保存的机密只发送到输入时所对应的主机。',
  ],
  ALERT_HOST_NOT_ALLOWED: ['不允许向主机“{{host}}”发送告警。', '由服务器管理员通过 allowedHosts 和 deniedHosts 决定。'],
  ALERT_UNREACHABLE: ['无法连接 {{host}}：{{problem}}。', '请检查主机和端口，以及服务器是否可以连接。'],
  ALERT_SILENT: ['{{host}} 在 {{seconds}} 秒内没有响应。', '请检查主机和端口，以及中间的防火墙。'],
  ALERT_TLS_REFUSED: ['无法与 {{host}} 建立安全连接：{{problem}}。', '请检查安全方式和端口，或提供颁发机构的证书。'],
  ALERT_LOGIN_REFUSED: ['{{host}} 拒绝登录：{{answer}}', '请检查用户名和密码。'],
  ALERT_REFUSED: ['{{host}} 拒绝了消息：{{answer}}', '原因见其回答。请检查通道的各项值。'],
  ALERT_UNAVAILABLE: ['{{host}} 暂不接收消息：{{answer}}', '会自动重试几次。'],
  ALERT_NOT_RETRYABLE: ['该发送记录不能重新发送。', '只有失败和被丢弃的可以。'],

  RUNS_NOT_DEPLOYED: ['任务“{{job}}”未发布。', '请发布，或运行其草稿。'],
  RUNS_VALUES_MISSING: ['以下变量没有值：{{names}}。', '请在运行时给出，或写入任务参数。'],
  RUNS_FINISHED: ['运行已经结束。'],
  RUNS_NOT_FINISHED: ['运行尚未结束。', '请等待结束，或取消运行。'],
  RUNS_NOTHING_TO_RESUME: ['不能续跑：运行已成功，或在计划前已结束。', '请重跑。'],
  RUNS_REPORT_GONE: [
    '该运行没有报告：它在有内容可报告之前就已结束，或报告已不再保留。',
    '失败原因见运行本身。保留期过后，报告随运行的文件夹一起删除。',
  ],
  RUNS_STATE_GONE: ['不能续跑：该运行的检查点已不再保留。', '请重跑。之前写入的数据仍在目标中。'],
  RUNS_IN_DOUBT: [
    '运行在提交分片时中断，目标无法说明数据是否已写入：{{splits}}。',
    '请对比目标与来源中这些分片的数据，再带答复续跑：保留或重写。',
  ],
  RUNS_NO_DIRTY_RECORDS: ['该运行没有脏数据。'],

  ACCESS_HOST_DENIED: ['不允许从本服务器访问主机“{{host}}”。', '由服务器管理员通过 allowedHosts 和 deniedHosts 决定。'],
  ACCESS_FILE_DENIED: [
    '“{{path}}”不在允许使用的文件夹内。',
    '相对路径从第一个允许的文件夹开始，由服务器管理员在 fileRoots 中设置。',
  ],
  ACCESS_SECRET_FILE_DENIED: ['文件“{{path}}”不能用作机密。', '由服务器管理员在 secretRoots 中设置允许的文件夹。'],
  WORKER_LOST: ['工作进程意外结束（{{signal}}）。', '可能被终止，或内存不足。已完成的分片已保留：续跑即可从断点继续。'],
  WORKER_INVALID_JOB: ['{{problem}}。', '检查任务可以看到所有问题及其位置。'],
  SECRET_BAD_KEY: ['加密密钥无效。', '密钥是 32 个随机字节的 base64，例如由 `openssl rand -base64 32` 生成。'],
  SECRET_UNREADABLE: [
    '{{purpose}} 的机密无法解密：{{problem}}。',
    '请使用保存时的密钥文件启动服务器，或重新输入机密。',
  ],
};
