package dev.ringside.agent.manifests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringside.agent.config.AgentConfig;
import dev.ringside.agent.config.SourceConfig;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code kubectl apply -k} sends is what typed models know, and fits together. */
class ManifestsTest {

  private static final Path ROOT =
      Path.of(System.getProperty("ringside.repository"), "deploy", "kubernetes");

  private static final Path KUBECTL = Path.of("/usr/bin/kubectl");

  @TempDir private Path folder;

  private static Kustomization read(String name) throws IOException {
    return Kustomization.read(ROOT.resolve(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"daemonset", "sidecar", "job"})
  void everyFileIsNamedAndEveryObjectIsWhatItsModelSays(String name) throws IOException {
    Kustomization all = read(name);

    assertThat(all.resources()).containsExactlyInAnyOrderElementsOf(all.files());
    assertThat(all.objects())
        .allSatisfy(one -> assertThat(one.getMetadata().getName()).isNotBlank())
        .extracting(one -> one.getKind() + "/" + one.getMetadata().getName())
        .doesNotHaveDuplicates();
    assertThat(all.objects())
        .as("each says its namespace, or all get one")
        .allSatisfy(
            one ->
                assertThat(one.getMetadata().getNamespace() != null)
                    .isNotEqualTo(all.namespace().isPresent()));
  }

  /**
   * Kustomize itself, where it is here: the objects that these tests look at are those it sends.
   */
  @ParameterizedTest
  @ValueSource(strings = {"daemonset", "sidecar", "job"})
  void kustomizeMakesTheSameObjects(String name) throws Exception {
    assumeTrue(Files.isExecutable(KUBECTL), "kubectl is not here");
    Process kustomize =
        new ProcessBuilder(KUBECTL.toString(), "kustomize", ROOT.resolve(name).toString())
            .redirectErrorStream(true)
            .start();
    String made = new String(kustomize.getInputStream().readAllBytes(), UTF_8);
    assertThat(kustomize.waitFor()).as(made).isZero();
    Kustomization ours = read(name);

    assertThat(StrictModels.documents(made))
        .extracting(
            one -> one.path("kind").asText(),
            one -> one.at("/metadata/name").asText(),
            one -> one.at("/metadata/namespace").asText(""))
        .containsExactlyInAnyOrderElementsOf(
            ours.objects().stream().map(one -> sent(one, ours.namespace().orElse(""))).toList());
  }

  /** A namespace is in none. */
  private static Tuple sent(HasMetadata one, String given) {
    String own = one.getMetadata().getNamespace();
    boolean none = one.getKind().equals("Namespace");
    return tuple(one.getKind(), one.getMetadata().getName(), none ? "" : own == null ? given : own);
  }

  @Test
  void noFolderIsLeftOut() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      assertThat(folders.map(one -> one.getFileName().toString()))
          .containsExactlyInAnyOrder("daemonset", "sidecar", "job");
    }
  }

  /** What the models must not let pass; each is one change of a file that they take. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "daemonset/daemonset.yaml|  selector:|  selectors:",
        "daemonset/daemonset.yaml|apps/v1|apps/v1beta1",
        "daemonset/daemonset.yaml|runAsNonRoot: true|runAsNonRoot: perhaps",
        "daemonset/daemonset.yaml|periodSeconds: 10|periodSeconds: 10, period: 3",
        "daemonset/networkpolicy.yaml|podSelector:|podSelectors:",
        "daemonset/configmap.yaml|data:|dada:",
        "sidecar/statefulset.yaml|replicas: 1|replicas: one",
        "job/topics.yaml|partitions: 12|partitionen: 12",
        "job/topics.yaml|kafka.strimzi.io/v1|kafka.strimzi.io/v1alpha1",
        "job/users.yaml|operations: [Write]|operations: [Writes]",
        "job/users.yaml|type: tls|type: telepathy",
        "job/flinkdeployment.yaml|v2_0|v9_9",
        "job/flinkdeployment.yaml|last-state|latest-state",
        "job/flinkdeployment.yaml|jarURI|jarUrl",
      })
  void whatNoModelKnowsIsRefused(String change) throws IOException {
    String[] parts = change.split("\\|");
    String sound = Files.readString(ROOT.resolve(parts[0]));
    assertThat(sound).contains(parts[1]);
    Files.writeString(folder.resolve("one.yaml"), sound.replace(parts[1], parts[2]));
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        resources: [one.yaml]
        """);

    assertThatThrownBy(() -> Kustomization.read(folder)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"daemonset", "sidecar"})
  void podsAreSelectedByTheirOwnLabels(String name) throws IOException {
    for (Workload one : Workload.in(read(name))) {
      assertThat(one.selector().getMatchLabels())
          .isNotEmpty()
          .allSatisfy(
              (label, value) ->
                  assertThat(one.pod().getMetadata().getLabels()).containsEntry(label, value));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"daemonset", "sidecar"})
  void whatIsMountedIsThere(String name) throws IOException {
    Kustomization all = read(name);
    for (Workload one : Workload.in(all)) {
      assertThat(one.containers())
          .flatExtracting(Container::getVolumeMounts)
          .extracting(VolumeMount::getName)
          .isSubsetOf(one.volumes())
          .containsAll(one.volumes());
      assertThat(one.pod().getSpec().getVolumes())
          .filteredOn(volume -> volume.getConfigMap() != null)
          .extracting(volume -> volume.getConfigMap().getName())
          .isNotEmpty()
          .allSatisfy(map -> all.named(ConfigMap.class, map));
      assertThat(one.pod().getSpec().getServiceAccountName())
          .as("an account that no manifest makes")
          .isNull();
      assertThat(one.pod().getSpec().getAutomountServiceAccountToken()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"daemonset", "sidecar"})
  void ourContainersAreConfined(String name) throws IOException {
    for (Workload one : Workload.in(read(name))) {
      PodSpec pod = one.pod().getSpec();
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      assertThat(pod.getHostNetwork()).isNull();
      assertThat(pod.getHostPID()).isNull();
      List<Container> ours =
          one.containers().stream().filter(c -> c.getImage().equals(Workload.IMAGE)).toList();
      assertThat(ours).isNotEmpty().allSatisfy(ManifestsTest::requireConfined);
      assertThat(one.agent().getSecurityContext().getRunAsUser()).isNull();
      assertThat(one.agent().getSecurityContext().getCapabilities().getAdd()).isEmpty();
    }
  }

  private static void requireConfined(Container container) {
    SecurityContext security = container.getSecurityContext();
    Capabilities capabilities = security.getCapabilities();
    assertThat(security.getAllowPrivilegeEscalation()).isFalse();
    assertThat(security.getReadOnlyRootFilesystem()).isTrue();
    assertThat(security.getPrivileged()).isNull();
    assertThat(capabilities.getDrop()).containsExactly("ALL");
    assertThat(capabilities.getAdd()).as("to give a new folder to the agent").isSubsetOf("CHOWN");
    Map<String, Quantity> limits = container.getResources().getLimits();
    assertThat(limits).containsKeys("cpu", "memory");
    container
        .getResources()
        .getRequests()
        .forEach(
            (what, much) ->
                assertThat(much.getNumericalAmount())
                    .as(what)
                    .isLessThanOrEqualTo(limits.get(what).getNumericalAmount()));
  }

  /** The image's own limits, in docker/agent/Dockerfile, fit into the container's. */
  @ParameterizedTest
  @ValueSource(strings = {"daemonset", "sidecar"})
  void theAgentHasTheMemoryThatItIsPromised(String name) throws IOException {
    for (Workload one : Workload.in(read(name))) {
      assertThat(one.agent().getResources().getLimits().get("memory").getNumericalAmount())
          .isEqualByComparingTo(Quantity.getAmountInBytes(new Quantity("256Mi")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"daemonset", "sidecar"})
  void theAgentTakesItsConfigurationAndWhatItNamesIsMounted(String name) throws Exception {
    Kustomization all = read(name);
    Workload workload = Workload.in(all).get(0);
    Container agent = workload.agent();
    AgentConfig config = config(all, workload);

    assertThat(workload.mountOf(agent, config.spool().folder().toString()).getReadOnly())
        .as("the spool is written")
        .isNull();
    for (SourceConfig source : config.sources()) {
      assertThat(workload.mountOf(agent, source.path().toString()).getReadOnly()).isTrue();
    }
    assertThat(agent.getVolumeMounts()).anyMatch(mount -> mount.getMountPath().equals("/tmp"));
    String probed = agent.getLivenessProbe().getHttpGet().getPort().getStrVal();
    assertThat(workload.port(agent, probed).getContainerPort())
        .isEqualTo(config.metrics().getPort());
    assertThat(agent.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/health");
    workload
        .claims()
        .forEach(
            claim ->
                assertThat(
                        Quantity.getAmountInBytes(
                                claim.getSpec().getResources().getRequests().get("storage"))
                            .longValueExact())
                    .isGreaterThan(config.spool().bytes()));
  }

  /** The file that the agent's arguments name, out of the config map that is mounted there. */
  private AgentConfig config(Kustomization all, Workload workload) throws Exception {
    Container agent = workload.agent();
    assertThat(agent.getArgs()).hasSize(2).startsWith("--config");
    Path named = Path.of(agent.getArgs().get(1));
    VolumeMount mount = workload.mountOf(agent, named.toString());
    Volume volume =
        workload.pod().getSpec().getVolumes().stream()
            .filter(one -> one.getName().equals(mount.getName()))
            .findFirst()
            .orElseThrow();
    ConfigMap map = all.named(ConfigMap.class, volume.getConfigMap().getName());
    assertThat(map.getData()).containsOnlyKeys(named.getFileName().toString());
    return AgentConfig.read(
        Files.writeString(
            folder.resolve(named.getFileName()),
            map.getData().get(named.getFileName().toString())));
  }

  @Test
  void theServerOfTheSidecarWritesWhereItsAgentReads() throws Exception {
    Kustomization all = read("sidecar");
    Workload workload = Workload.in(all).get(0);
    Container server = workload.pod().getSpec().getContainers().get(0);
    String written =
        server.getEnv().stream()
            .filter(one -> one.getName().equals("NCCL_INSPECTOR_DUMP_DIR"))
            .findFirst()
            .orElseThrow()
            .getValue();
    String read = config(all, workload).sources().get(0).path().toString();

    assertThat(workload.mountOf(server, written).getName())
        .isEqualTo(workload.mountOf(workload.agent(), read).getName());
    assertThat(workload.mountOf(server, written).getReadOnly()).isNull();
    assertThat(workload.agent().getRestartPolicy()).as("makes it a sidecar").isEqualTo("Always");
  }

  /** In: what scrapes. Out: names and the brokers of the configuration. */
  @Test
  void theNetworkPolicyLetsThroughWhatTheAgentNeeds() throws Exception {
    Kustomization all = read("daemonset");
    Workload workload = Workload.in(all).get(0);
    AgentConfig config = config(all, workload);
    NetworkPolicy policy = all.all(NetworkPolicy.class).get(0);

    assertThat(policy.getSpec().getPodSelector().getMatchLabels())
        .isEqualTo(workload.selector().getMatchLabels());
    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(policy.getSpec().getIngress())
        .singleElement()
        .satisfies(
            in ->
                assertThat(in.getPorts())
                    .extracting(port -> port.getPort().getIntVal())
                    .containsExactly(config.metrics().getPort()));
    for (String broker : config.kafka().brokers().split(",")) {
      String namespace = broker.replaceFirst(":.*", "").split("\\.")[1];
      int port = Integer.parseInt(broker.replaceFirst(".*:", ""));
      assertThat(policy.getSpec().getEgress())
          .anySatisfy(
              out -> {
                assertThat(out.getTo())
                    .extracting(NetworkPolicyPeer::getNamespaceSelector)
                    .anySatisfy(to -> assertThat(to.getMatchLabels()).containsValue(namespace));
                assertThat(out.getPorts())
                    .extracting(NetworkPolicyPort::getPort)
                    .anySatisfy(to -> assertThat(to.getIntVal()).isEqualTo(port));
              });
    }
    assertThat(policy.getSpec().getEgress())
        .flatExtracting(out -> out.getPorts())
        .anySatisfy(
            name -> {
              assertThat(name.getProtocol()).isEqualTo("UDP");
              assertThat(name.getPort().getIntVal()).isEqualTo(53);
            });
  }

  @Test
  void objectsWithoutANamespaceOfTheirOwnLieInOneThatIsMade() throws IOException {
    Kustomization all = read("daemonset");

    assertThat(all.objects())
        .filteredOn(one -> one.getKind().equals("Namespace"))
        .extracting(HasMetadata::getMetadata)
        .singleElement()
        .satisfies(it -> assertThat(it.getName()).isEqualTo(all.namespace().orElseThrow()));
  }
}
