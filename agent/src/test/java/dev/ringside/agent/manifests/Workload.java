package dev.ringside.agent.manifests;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Pods, and what makes them.
 *
 * @param claims volumes that each pod gets of its own
 */
record Workload(
    String name, LabelSelector selector, PodTemplateSpec pod, List<PersistentVolumeClaim> claims) {

  /** The container of ours, whichever pod it is in. */
  static final String IMAGE = "ringside/agent:local";

  static List<Workload> in(Kustomization kustomization) {
    return kustomization.objects().stream().flatMap(one -> of(one).stream()).toList();
  }

  private static Optional<Workload> of(HasMetadata object) {
    String name = object.getMetadata().getName();
    if (object instanceof DaemonSet set) {
      return Optional.of(
          new Workload(name, set.getSpec().getSelector(), set.getSpec().getTemplate(), List.of()));
    } else if (object instanceof StatefulSet set) {
      return Optional.of(
          new Workload(
              name,
              set.getSpec().getSelector(),
              set.getSpec().getTemplate(),
              set.getSpec().getVolumeClaimTemplates()));
    }
    return Optional.empty();
  }

  List<Container> containers() {
    return Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .toList();
  }

  /** The container that runs until the pod ends. */
  Container agent() {
    return containers().stream()
        .filter(one -> one.getImage().equals(IMAGE) && one.getLivenessProbe() != null)
        .findFirst()
        .orElseThrow();
  }

  /** Names that may be mounted. */
  List<String> volumes() {
    return Stream.concat(
            pod.getSpec().getVolumes().stream().map(Volume::getName),
            claims.stream().map(claim -> claim.getMetadata().getName()))
        .toList();
  }

  ContainerPort port(Container container, String name) {
    return container.getPorts().stream()
        .filter(port -> port.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("%s: no port %s".formatted(this.name, name)));
  }

  /** Where a path of the container comes from. */
  VolumeMount mountOf(Container container, String path) {
    return container.getVolumeMounts().stream()
        .filter(mount -> (path + '/').startsWith(mount.getMountPath() + '/'))
        .findFirst()
        .orElseThrow(() -> new AssertionError("%s: %s is not mounted".formatted(name, path)));
  }
}
