package dev.ringside.testkit.kafka;

import dev.ringside.testkit.tls.SelfSigned;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/**
 * A broker in this JVM that lets users in with TLS and SCRAM-SHA-512 only, and lets them do what
 * its ACLs allow: Kafka's {@code StandardAuthorizer}, which without ACLs allows nothing. {@value
 * #ADMIN} may do everything.
 *
 * <p>Not a {@link KafkaCluster}, whose clients need an address and no more.
 */
public final class SecuredKafka implements AutoCloseable {

  public static final String ADMIN = "admin";

  private final InVmKafka broker;
  private final SelfSigned certificate;
  private final Map<String, BrokerProperties.User> users = new TreeMap<>();

  private SecuredKafka(SelfSigned certificate, Map<String, String> passwords) {
    this.certificate = certificate;
    passwords.forEach(
        (name, password) -> users.put(name, new BrokerProperties.User(name, password)));
    this.broker =
        InVmKafka.start(
            (addresses, data) ->
                RaftBroker.start(
                    BrokerProperties.secured(addresses, data, certificate, users.get(ADMIN)),
                    BrokerProperties.CLUSTER_ID,
                    users.values().stream().map(BrokerProperties.User::credential).toList()));
  }

  /**
   * Starts a broker and returns when it serves.
   *
   * @param passwords by user, that of {@value #ADMIN} among them
   * @throws IllegalStateException when it cannot start
   */
  public static SecuredKafka start(SelfSigned certificate, Map<String, String> passwords) {
    if (!passwords.containsKey(ADMIN)) {
      throw new IllegalArgumentException("no password for " + ADMIN);
    }
    return new SecuredKafka(certificate, passwords);
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /**
   * What a client of this user needs beside the address; also one whom the broker does not know.
   */
  public Map<String, String> client(String user, String password) {
    return Map.of(
        "security.protocol",
        BrokerProperties.SECURED_LISTENER,
        "sasl.mechanism",
        BrokerProperties.User.MECHANISM,
        "sasl.jaas.config",
        new BrokerProperties.User(user, password).jaas(),
        "ssl.truststore.type",
        "PKCS12",
        "ssl.truststore.location",
        certificate.trustStore().toString(),
        "ssl.truststore.password",
        certificate.password());
  }

  /** The same with the password that the broker knows. */
  public Map<String, String> client(String user) {
    return client(user, users.get(user).password());
  }

  /** The same as the text of a properties file. */
  public String properties(String user) {
    return client(user).entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** A client that may do everything. */
  public Admin admin() {
    Map<String, Object> settings = new TreeMap<>(client(ADMIN));
    settings.put("bootstrap.servers", bootstrapServers());
    return Admin.create(settings);
  }

  @Override
  public void close() {
    broker.close();
  }
}
