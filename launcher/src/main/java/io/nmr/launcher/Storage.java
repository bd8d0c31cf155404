package io.nmr.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder that is one process's as long as it lives. Beside the folder {@code x} there is a file
 * {@code x.lock}, which the process keeps locked. The operating system drops the lock when the
 * process ends, however it ends, and knows the lock across containers that do not see each other's
 * processes.
 *
 * <p>Who starts removes what nobody holds. Nobody removes what another holds, for both go by the
 * same order: a folder is made after its lock is taken, and a lock file is removed by one who holds
 * its lock, last of all. One who has made a lock file and finds it locked or gone by the time that
 * it takes the lock has met a remover, and makes another.
 */
final class Storage {
  private static final String LOCK = ".lock";

  /** Of processes that have ended: the folder, and what File Install keeps beside it. */
  private static final List<String> PARTS = List.of("", "-tmp");

  /**
   * Reachable until the process ends. A channel that nobody refers to is closed by the garbage
   * collector, and its lock goes with it.
   */
  private static final Set<FileChannel> LOCKED = ConcurrentHashMap.newKeySet();

  private final Path folder;

  private Storage(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** A new one; removes those in the same place whose processes have ended. */
  static Storage in(Path place) throws IOException {
    Files.createDirectories(place);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(place, "*" + LOCK)) {
      for (Path file : files) {
        removeUnlessHeld(file);
      }
    }
    Storage made = null;
    while (made == null) {
      made = make(Files.createTempFile(place, "", LOCK));
    }
    return made;
  }

  private static @Nullable Storage make(Path file) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
    } catch (NoSuchFileException removed) {
      return null;
    }
    FileLock held = channel.tryLock();
    if (held == null || !Files.exists(file)) {
      channel.close();
      return null;
    }
    LOCKED.add(channel);
    return new Storage(Files.createDirectory(part(file, "")));
  }

  private static Path part(Path file, String ending) {
    String name = file.getFileName().toString();
    return file.resolveSibling(name.substring(0, name.length() - LOCK.length()) + ending);
  }

  private static void removeUnlessHeld(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        for (String ending : PARTS) {
          remove(part(file, ending));
        }
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException removed) {
      // Another start was quicker.
    }
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
