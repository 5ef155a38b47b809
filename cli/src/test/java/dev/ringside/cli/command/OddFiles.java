package dev.ringside.cli.command;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What may be where a file is expected: devices, pipes, folders, links that lead nowhere, and files
 * whose content or name is of another kind.
 */
final class OddFiles implements AutoCloseable {

  /** By content, a file may be recognised by its name first. */
  private static final List<String> SUFFIXES = List.of(".yaml", ".json", ".json.gz", ".avro");

  private final Path folder;
  private final Map<String, String> paths = new LinkedHashMap<>();
  private final List<ServerSocketChannel> sockets = new ArrayList<>();

  private OddFiles(Path folder) {
    this.folder = folder;
  }

  /** Lays all of them out in {@code folder}. */
  static OddFiles in(Path folder) throws IOException, InterruptedException {
    OddFiles files = new OddFiles(folder);
    files.devices();
    files.links();
    files.names();
    for (Map.Entry<String, byte[]> content : contents().entrySet()) {
      for (String suffix : SUFFIXES) {
        Path file = folder.resolve(content.getKey().replace(' ', '-') + suffix);
        files.put(content.getKey() + suffix, Files.write(file, content.getValue()));
      }
    }
    return files;
  }

  private void devices() throws IOException, InterruptedException {
    for (String device : List.of("zero", "null", "full", "urandom", "stdin")) {
      put("device " + device, Path.of("/dev", device));
    }
    put("pipe", pipe("pipe"));
    put("pipe named as a trace", pipe("rank0.json"));
    Path socket = folder.resolve("socket");
    ServerSocketChannel channel =
        ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)
            .bind(UnixDomainSocketAddress.of(socket));
    sockets.add(channel);
    put("socket", socket);
    put("empty folder", Files.createDirectory(folder.resolve("empty")));
    Path full = Files.createDirectory(folder.resolve("full"));
    Files.createDirectory(full.resolve("folder.json"));
    pipe("full/rank1.json");
    put("folder of a pipe and a folder", full);
  }

  private Path pipe(String name) throws IOException, InterruptedException {
    Path pipe = folder.resolve(name);
    if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
      throw new IOException("no mkfifo");
    }
    return pipe;
  }

  private void links() throws IOException {
    Path loop = folder.resolve("loop.yaml");
    put("link to itself", Files.createSymbolicLink(loop, loop));
    Path nowhere = folder.resolve("nowhere.yaml");
    put("link to nowhere", Files.createSymbolicLink(nowhere, folder.resolve("gone")));
    Path device = folder.resolve("zeros.json");
    put("link to a device", Files.createSymbolicLink(device, Path.of("/dev/zero")));
  }

  private void names() throws IOException {
    put("no such file", folder.resolve("gone.yaml"));
    put("root", Path.of("/"));
    paths.put("empty name", "");
    paths.put("name with NUL", "a\0b.yaml");
    paths.put("name too long", folder + "/" + "x".repeat(300) + ".json");
    paths.put("path too long", folder + "/y".repeat(5_000));
    byte[] text = "name: x\n".getBytes(UTF_8);
    put("name with ESC", Files.write(folder.resolve("\u001b[31mred.yaml"), text));
    put("name with a line break", Files.write(folder.resolve("two\nlines.json"), text));
  }

  private static Map<String, byte[]> contents() {
    byte[] noise = new byte[10_000];
    new Random(3).nextBytes(noise);
    Map<String, byte[]> contents = new LinkedHashMap<>();
    contents.put("nothing", new byte[0]);
    contents.put("NULs", new byte[70_000]);
    contents.put("noise", noise);
    contents.put("UTF-16", "name: x\n".getBytes(UTF_16));
    contents.put("no UTF-8", new byte[] {'a', ':', ' ', (byte) 0xe4, '\n'});
    contents.put(
        "ESC", "\u001b[2J\u001b]0;x\u0007: \u001b[31m\nname: \"\\e[31m\"\n".getBytes(UTF_8));
    contents.put("huge line", ("name: " + "x".repeat(3 << 20)).getBytes(UTF_8));
    contents.put("long key", ("x".repeat(900_000) + ": 1\n").getBytes(UTF_8));
    contents.put("deep", ("[".repeat(300_000)).getBytes(UTF_8));
    contents.put("deep objects", ("{\"a\":".repeat(100_000)).getBytes(UTF_8));
    contents.put("laughs", laughs().getBytes(UTF_8));
    contents.put("container with ESC", "Obj\u0001\u0002\u0008\u001b[31m\u0002x\0".getBytes(UTF_8));
    contents.put("gzip magic", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3});
    return contents;
  }

  /** Every line repeats the one above it ten times. */
  private static String laughs() {
    StringBuilder yaml = new StringBuilder("a0: &a0 ha\n");
    for (int i = 1; i < 12; i++) {
      String above = "*a" + (i - 1);
      yaml.append(
          "a%d: &a%d [%s]\n".formatted(i, i, String.join(",", List.of(above, above, above))));
    }
    return yaml.toString();
  }

  private void put(String what, Path path) {
    paths.put(what, path.toString());
  }

  /** What each is, and its path. */
  Map<String, String> paths() {
    return paths;
  }

  @Override
  public void close() throws IOException {
    for (ServerSocketChannel socket : sockets) {
      socket.close();
    }
  }
}
