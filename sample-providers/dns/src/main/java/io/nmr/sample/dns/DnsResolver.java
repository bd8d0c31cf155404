package io.nmr.sample.dns;

import io.nmr.sample.resolver.Resolution;
import io.nmr.sample.resolver.Resolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Looks names up on a few threads of its own, because the JDK's resolver blocks for as long as the
 * network takes. It need not count its calls: each is in progress until its stage completes, and
 * the registrar waits for that.
 */
final class DnsResolver implements Resolver {
  /** The blocking look-up. */
  interface Lookup {
    /** The addresses of a name, in text form. */
    List<String> addresses(String name) throws UnknownHostException;
  }

  /** Asks the JDK, and so the operating system. */
  static final Lookup JDK =
      name -> Stream.of(InetAddress.getAllByName(name)).map(InetAddress::getHostAddress).toList();

  private static final int THREADS = 4;

  private final Lookup lookup;
  private final Threads threads = new Threads();
  private final ExecutorService executor;

  DnsResolver(Lookup lookup) {
    this.lookup = lookup;
    this.executor = Executors.newFixedThreadPool(THREADS, threads);
  }

  @Override
  public String source() {
    return "dns";
  }

  @Override
  public CompletionStage<Resolution> resolve(String name) {
    CompletableFuture<Resolution> answer = new CompletableFuture<>();
    executor.execute(
        () -> {
          if (answer.isDone()) {
            return; // cancelled before its turn
          }
          try {
            answer.complete(new Resolution(name, lookup.addresses(name), source()));
          } catch (UnknownHostException | RuntimeException | Error failed) {
            answer.completeExceptionally(failed);
          }
        });
    return answer;
  }

  /**
   * Ends the threads. Called when no call is in progress. Only a look-up whose call was cancelled
   * or abandoned may still run; it is waited for briefly, so that no thread outlives the module.
   */
  void close() throws InterruptedException {
    executor.shutdown();
    for (Thread thread :
        threads.made) { // the executor counts as terminated before its threads have ended
      thread.join(5000);
      if (thread.isAlive()) {
        executor.shutdownNow();
        throw new IllegalStateException("a look-up that nobody waits for still runs");
      }
    }
  }

  /** Makes threads that inherit nothing from the thread that happens to make the first call. */
  private static final class Threads implements ThreadFactory {
    private final AtomicInteger count = new AtomicInteger();
    private final List<Thread> made = new CopyOnWriteArrayList<>();

    @Override
    public Thread newThread(Runnable work) {
      String name = "nmr-sample-dns-" + count.incrementAndGet();
      Thread thread = new Thread(null, work, name, 0, false);
      thread.setContextClassLoader(null);
      thread.setDaemon(true);
      made.add(thread);
      return thread;
    }
  }
}
