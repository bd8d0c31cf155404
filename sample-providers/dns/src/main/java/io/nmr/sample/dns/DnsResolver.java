package io.nmr.sample.dns;

import io.nmr.sample.resolver.Resolution;
import io.nmr.sample.resolver.Resolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Looks names up on a few threads of its own, since the JDK's resolver blocks for as long as the
 * network takes. The calls need no counting here: each is in progress until its stage completes,
 * and the registrar waits for those.
 */
final class DnsResolver implements Resolver {
  /** The blocking look-up. */
  interface Lookup {
    /** The addresses of a name, in text form. */
    List<String> addresses(String name) throws UnknownHostException;
  }

  /** What the JDK, and so the system, knows. */
  static final Lookup JDK =
      name -> Stream.of(InetAddress.getAllByName(name)).map(InetAddress::getHostAddress).toList();

  private static final int THREADS = 4;

  private final Lookup lookup;
  private final ExecutorService threads;

  DnsResolver(Lookup lookup) {
    this.lookup = lookup;
    this.threads = Executors.newFixedThreadPool(THREADS, new Threads());
  }

  @Override
  public String source() {
    return "dns";
  }

  @Override
  public CompletionStage<Resolution> resolve(String name) {
    CompletableFuture<Resolution> answer = new CompletableFuture<>();
    threads.execute(
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
   * Ends the threads. Called when no call is in progress; only a look-up whose caller cancelled it,
   * or was abandoned, may still run, and is waited for briefly so that no thread outlives the
   * module.
   */
  void close() throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
      threads.shutdownNow();
      throw new IllegalStateException("a look-up that nobody waits for still runs");
    }
  }

  /** Threads that inherit nothing from whoever happens to make the first call. */
  private static final class Threads implements ThreadFactory {
    private final AtomicInteger made = new AtomicInteger();

    @Override
    public Thread newThread(Runnable work) {
      String name = "nmr-sample-dns-" + made.incrementAndGet();
      Thread thread = new Thread(null, work, name, 0, false);
      thread.setContextClassLoader(null);
      thread.setDaemon(true);
      return thread;
    }
  }
}
