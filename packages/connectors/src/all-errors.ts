/**
 * Imported for its effect: every error a connector can raise is declared, which a run does late or never. Loads no
 * drivers and no client libraries.
 */
import './families/files/errors.ts';
import './families/files/formats/avro/errors.ts';
import './families/files/formats/excel/errors.ts';
import './families/files/formats/orc/errors.ts';
import './families/files/formats/parquet/read/errors.ts';
import './families/files/object-store/errors.ts';
import './families/http/errors.ts';
import './families/http/network-errors.ts';
import './families/network/errors.ts';
import './families/relational/errors.ts';
import './ftp/errors.ts';
import './ftp/network-errors.ts';
import './ftp/sftp-errors.ts';
import './hdfs/errors.ts';
import './hdfs/remote-errors.ts';
import './httpfile/errors.ts';
import './mysql/errors.ts';
import './mysql/server-errors.ts';
import './postgresql/errors.ts';
import './postgresql/server-errors.ts';
import './sqlite/errors.ts';
import './stream/errors.ts';
import './txtfile/local-errors.ts';
