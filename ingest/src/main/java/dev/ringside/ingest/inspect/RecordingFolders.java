package dev.ringside.ingest.inspect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Folders that are recordings of their own: where the folders below one hold calls of one rank in
 * one format, they are of several runs, or of replicas that are worlds of their own. Files of
 * several formats side by side, such as {@code traces} and {@code logs}, are one recording; so are
 * answers of RAS, each of which names all ranks and no call.
 */
final class RecordingFolders {

  /** One of them: the files below {@code path}, or those that lie in it beside such folders. */
  record Part(Path path, List<FileFacts> files) {}

  private record Source(String format, int rank) {}

  private RecordingFolders() {}

  /** By path; one alone if the files are one recording, none if there are no files. */
  static List<Part> of(List<FileFacts> files) {
    if (files.isEmpty()) {
      return List.of();
    }
    Path common = commonFolder(files);
    SortedMap<Path, List<FileFacts>> below = new TreeMap<>();
    for (FileFacts file : files) {
      below.computeIfAbsent(below(common, file), any -> new ArrayList<>()).add(file);
    }
    if (!areSeveral(below.values())) {
      return List.of(new Part(asNamed(common, files.get(0)), List.copyOf(files)));
    }
    List<Part> parts = new ArrayList<>();
    below.forEach(
        (folder, own) -> {
          if (folder.equals(common)) {
            parts.add(new Part(asNamed(folder, own.get(0)), own));
          } else {
            parts.addAll(of(own));
          }
        });
    return List.copyOf(parts);
  }

  private static Path folderOf(FileFacts file) {
    return file.path().toAbsolutePath().normalize().getParent();
  }

  /** As the operator named it, which may be relative. */
  private static Path asNamed(Path folder, FileFacts file) {
    Path named = file.path().getParent();
    while (named != null && !named.toAbsolutePath().normalize().equals(folder)) {
      named = named.getParent();
    }
    return named == null ? folder : named;
  }

  private static Path commonFolder(List<FileFacts> files) {
    Path common = folderOf(files.get(0));
    for (FileFacts file : files) {
      while (!folderOf(file).startsWith(common)) {
        common = common.getParent();
      }
    }
    return common;
  }

  /** The folder in {@code common} that leads to the file; itself if the file lies in it. */
  private static Path below(Path common, FileFacts file) {
    Path folder = folderOf(file);
    return folder.equals(common) ? common : common.resolve(folder.getName(common.getNameCount()));
  }

  private static boolean areSeveral(Iterable<List<FileFacts>> folders) {
    Set<Source> before = new HashSet<>();
    for (List<FileFacts> folder : folders) {
      Set<Source> own = new HashSet<>();
      for (FileFacts file : folder) {
        file.kinds().forEach(kind -> own.add(new Source(file.format(), kind.rank())));
      }
      if (own.stream().anyMatch(before::contains)) {
        return true;
      }
      before.addAll(own);
    }
    return false;
  }
}
