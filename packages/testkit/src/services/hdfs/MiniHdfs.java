import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.http.server.HttpFSServerWebServer;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSNNTopology;
import org.apache.hadoop.hdfs.server.namenode.ha.HATestUtil;

/**
 * An HDFS of one process for tests: one or two name nodes, one data node, optionally HttpFS. Run from its source:
 * java -cp 'lib/*' MiniHdfs.java FOLDER. FOLDER/server.properties holds settings of Hadoop and these of our own:
 *
 * sluice.http.port      WebHDFS of the (first) name node
 * sluice.standby.port   WebHDFS of a second name node, which starts as the standby
 * sluice.httpfs.port    HttpFS
 * sluice.control.port   answers "done" to /active/0, /active/1, /standby (both), /safe-mode/enter, /safe-mode/leave,
 *                       /data-node/stop and /data-node/start
 *
 * With FOLDER/server.crt and server.key (PEM) everything speaks HTTPS only. FOLDER/ready appears when it is up.
 */
public class MiniHdfs {
  static final String user = "sluice";

  public static void main(String[] arguments) throws Exception {
    // The super-user of the cluster.
    System.setProperty("HADOOP_USER_NAME", user);
    File folder = new File(arguments[0]);
    Properties settings = new Properties();
    try (FileInputStream file = new FileInputStream(new File(folder, "server.properties"))) {
      settings.load(file);
    }
    Configuration configuration = configurationOf(folder, settings);
    MiniDFSCluster cluster = start(folder, configuration, settings);
    if (settings.containsKey("sluice.httpfs.port")) startHttpFs(folder, configuration, settings, cluster);
    if (settings.containsKey("sluice.control.port")) startControl(cluster, portOf(settings, "sluice.control.port"));
    Files.writeString(folder.toPath().resolve("ready"), "ready");
    Thread.sleep(Long.MAX_VALUE);
  }

  static Configuration configurationOf(File folder, Properties settings) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set("hadoop.tmp.dir", new File(folder, "tmp").getPath());
    configuration.set("hadoop.proxyuser." + user + ".hosts", "*");
    configuration.set("hadoop.proxyuser." + user + ".groups", "*");
    if (new File(folder, "server.key").exists()) useTls(folder, configuration, settings);
    for (String name : settings.stringPropertyNames()) configuration.set(name, settings.getProperty(name));
    return configuration;
  }

  static MiniDFSCluster start(File folder, Configuration configuration, Properties settings) throws Exception {
    int port = portOf(settings, "sluice.http.port");
    File data = new File(folder, "data");
    boolean isNew = !data.exists();
    MiniDFSCluster.Builder builder = new MiniDFSCluster.Builder(configuration, data)
        .numDataNodes(1).format(isNew).nnTopology(topologyOf(settings, port)).checkExitOnShutdown(false);
    MiniDFSCluster cluster = builder.build();
    if (settings.containsKey("sluice.standby.port")) cluster.transitionToActive(0);
    cluster.waitActive();
    return cluster;
  }

  static MiniDFSNNTopology topologyOf(Properties settings, int port) {
    boolean isPair = settings.containsKey("sluice.standby.port");
    MiniDFSNNTopology.NSConf nameService = new MiniDFSNNTopology.NSConf(isPair ? "ns" : null);
    nameService.addNN(new MiniDFSNNTopology.NNConf(isPair ? "nn1" : null).setHttpPort(port));
    if (isPair) {
      int standby = portOf(settings, "sluice.standby.port");
      nameService.addNN(new MiniDFSNNTopology.NNConf("nn2").setHttpPort(standby));
    }
    return new MiniDFSNNTopology().addNameservice(nameService);
  }

  static void startHttpFs(File folder, Configuration configuration, Properties settings, MiniDFSCluster cluster)
      throws Exception {
    Path home = folder.toPath().resolve("httpfs");
    for (String name : new String[] {"conf", "log", "temp"}) Files.createDirectories(home.resolve(name));
    Files.writeString(home.resolve("conf/httpfs-signature.secret"), "secret");
    Configuration site = new Configuration(configuration);
    if (cluster.getNumNameNodes() == 1) site.set("fs.defaultFS", cluster.getURI().toString());
    else HATestUtil.setFailoverConfigurations(cluster, site, "ns");
    try (FileOutputStream file = new FileOutputStream(home.resolve("conf/core-site.xml").toFile())) {
      site.writeXml(file);
    }
    Configuration httpFs = new Configuration(false);
    httpFs.set("httpfs.http.hostname", "127.0.0.1");
    httpFs.set("httpfs.http.port", settings.getProperty("sluice.httpfs.port"));
    httpFs.set("httpfs.hadoop.config.dir", home.resolve("conf").toString());
    httpFs.set("httpfs.proxyuser." + user + ".hosts", "*");
    httpFs.set("httpfs.proxyuser." + user + ".groups", "*");
    try (FileOutputStream file = new FileOutputStream(home.resolve("conf/httpfs-site.xml").toFile())) {
      httpFs.writeXml(file);
    }
    System.setProperty("httpfs.home.dir", home.toString());
    System.setProperty("httpfs.config.dir", home.resolve("conf").toString());
    System.setProperty("httpfs.log.dir", home.resolve("log").toString());
    System.setProperty("httpfs.temp.dir", home.resolve("temp").toString());
    Configuration all = new Configuration(true);
    all.set("hadoop.tmp.dir", configuration.get("hadoop.tmp.dir"));
    for (var entry : httpFs) all.set(entry.getKey(), entry.getValue());
    var constructor = HttpFSServerWebServer.class.getDeclaredConstructor(Configuration.class, Configuration.class);
    constructor.setAccessible(true);
    constructor.newInstance(all, new Configuration(false)).start();
  }

  static void startControl(MiniDFSCluster cluster, int port) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    MiniDFSCluster.DataNodeProperties[] stopped = new MiniDFSCluster.DataNodeProperties[1];
    server.createContext("/", exchange -> {
      byte[] answer = "done\n".getBytes(StandardCharsets.UTF_8);
      int status = 200;
      try {
        switch (exchange.getRequestURI().getPath()) {
          case "/active/0" -> makeActive(cluster, 0);
          case "/active/1" -> makeActive(cluster, 1);
          case "/standby" -> { cluster.transitionToStandby(0); cluster.transitionToStandby(1); }
          case "/safe-mode/enter" -> cluster.getFileSystem(0).setSafeMode(org.apache.hadoop.fs.SafeModeAction.ENTER);
          case "/safe-mode/leave" -> cluster.getFileSystem(0).setSafeMode(org.apache.hadoop.fs.SafeModeAction.LEAVE);
          case "/data-node/stop" -> stopped[0] = cluster.stopDataNode(0);
          case "/data-node/start" -> { cluster.restartDataNode(stopped[0], true); cluster.waitActive(); }
          default -> throw new IllegalArgumentException("unknown");
        }
      } catch (Throwable error) {
        status = 500;
        answer = String.valueOf(error).getBytes(StandardCharsets.UTF_8);
      }
      exchange.sendResponseHeaders(status, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    });
    server.start();
  }

  static void makeActive(MiniDFSCluster cluster, int index) throws Exception {
    cluster.transitionToStandby(1 - index);
    cluster.transitionToActive(index);
  }

  static void useTls(File folder, Configuration configuration, Properties settings) throws Exception {
    String password = "changeit";
    Certificate certificate;
    try (FileInputStream file = new FileInputStream(new File(folder, "server.crt"))) {
      certificate = CertificateFactory.getInstance("X.509").generateCertificate(file);
    }
    String pem = Files.readString(folder.toPath().resolve("server.key")).replaceAll("-----[^-]+-----|\\s", "");
    PrivateKey key = KeyFactory.getInstance("RSA")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", key, password.toCharArray(), new Certificate[] {certificate});
    store.setCertificateEntry("authority", certificate);
    Path stored = folder.toPath().resolve("server.p12");
    try (FileOutputStream file = new FileOutputStream(stored.toFile())) {
      store.store(file, password.toCharArray());
    }
    configuration.set("dfs.http.policy", "HTTPS_ONLY");
    configuration.set("dfs.namenode.https-address", "127.0.0.1:" + settings.getProperty("sluice.http.port"));
    for (String side : new String[] {"server", "client"}) {
      Configuration ssl = new Configuration(false);
      for (String kind : new String[] {"keystore", "truststore"}) {
        ssl.set("ssl." + side + "." + kind + ".location", stored.toString());
        ssl.set("ssl." + side + "." + kind + ".password", password);
        ssl.set("ssl." + side + "." + kind + ".type", "pkcs12");
      }
      ssl.set("ssl." + side + ".keystore.keypassword", password);
      try (FileOutputStream file = new FileOutputStream(folder.toPath().resolve("ssl-" + side + ".xml").toFile())) {
        ssl.writeXml(file);
      }
      configuration.set("hadoop.ssl." + side + ".conf", "ssl-" + side + ".xml");
      if (side.equals("server")) configuration.set("dfs.https.server.keystore.resource", "ssl-server.xml");
    }
  }

  static int portOf(Properties settings, String name) {
    return Integer.parseInt(settings.getProperty(name));
  }
}
