/** Paragraphs for the docs pages of connectors over this family, in Markdown. They hold for every storage. */
export const fileNotes: readonly string[] = [
  'Files are read by several channels: small files share splits, and large ones are cut: uncompressed UTF-8 text in parts that begin and end at records, also when quoted fields hold line breaks; Parquet, ORC and Avro between their blocks.',
  'Written files stay hidden until the run has succeeded; then they appear and, with writeMode truncate, the old ones go. A failed run leaves the target as it was; a resumed run goes on with its finished parts. The report lists the files of each task with rows and bytes.',
  'In csv, null is written as nothing and an empty text as `""`. To get both back, read with `nullFormat: ""`; without it an unquoted empty field is an empty text in text columns and null in all others.',
  'In JSON a value `null` and a missing key both read as null. `json` is written as one array with an object per line; its parts cannot be joined, so `singleFileOutput` needs one task.',
  'Binary columns are written as base64 in text files and workbooks (see `byteEncoding`). A reader decodes them for columns of type `bytes` or `binary`, or for all binary targets when `byteEncoding` is given.',
  'Parquet, ORC, Avro and Excel files have types of their own, which stand: `string`, `long`, `double`, `date` and `boolean` of published jobs say less. A type of ours (`int32`, `decimal(15,2)`, `day`, `timestamp` …) is converted to, and so is a text with a date `format`. Files whose columns are of other types than those of the first one are converted; a value that does not fit makes its row dirty.',
  'With `hivePartitions` folders such as `dt=2026-11-20` are columns: percent codes are decoded, and `__HIVE_DEFAULT_PARTITION__` is null. `partitionColumns` writes such folders; a row whose value cannot name one, such as an empty text, is dirty. With writeMode truncate only the folders that get rows lose their old files.',
  '`fileFormat: binary` on both sides copies files byte for byte, with the paths they have below the folder or from the first wildcard on. Sizes and SHA-256 are compared and reported; columns, transforms and other writers are refused. `writeMode` truncate replaces files of the same path and removes nothing else.',
  'Texts that the cells of a workbook share, beyond 8 MiB, and large pages of Parquet files wait in temporary files of the run, so that memory stays bounded.',
  'A `_SUCCESS` file beside the others is never read as one of them, except by a binary copy.',
  'LZO is read, from files of lzop (`.lzo`) and in blocks of Hadoop (`.lzo_deflate`), and not written. bzip2 is written at a few MB/s; zstd packs as well and a hundred times as fast.',
];
