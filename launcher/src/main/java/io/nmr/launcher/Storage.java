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
 * A folder that belongs to one process as long as the process lives. Beside the folder {@code x}
 * there is a file {@code x.lock}, which the process keeps locked. The operating system drops the
 * lock when the process ends, however it ends, and knows the lock across containers that do not see
 * each other's processes.
 *
 * <p>A process that starts removes the storages that no process holds. It cannot remove one that is
 * held, because all follow the same order: a folder is made after its lock is taken, and a process
 * that removes a storage holds its lock meanwhile and removes the lock file last. A process that
 * has made a lock file and then finds it locked or gone has met such a removal, and makes another
 * one.
 */
final class Storage {
  private static final String LOCK = ".lock";

  /** What a storage consists of: the folder, and the folder that File Install keeps beside it. */
  private static final List<String> PARTS = List.of("", "-tmp");

  /**
   * The channels of the locks, reachable until the process ends: the garbage collector closes a
   * channel that nobody refers to, and its lock goes with it.
   */
  private static final Set<FileChannel> LOCKED = ConcurrentHashMap.newKeySet();

  private final Path folder;

  private Storage(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** Makes a storage, and removes those in the same place whose processes have ended. */
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
