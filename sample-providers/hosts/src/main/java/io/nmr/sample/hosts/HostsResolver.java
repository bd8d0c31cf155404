package io.nmr.sample.hosts;

import io.nmr.sample.resolver.Resolution;
import io.nmr.sample.resolver.Resolver;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers from the table at once, so a call is over when it returns. */
final class HostsResolver implements Resolver {
  private final HostsFile hosts;

  HostsResolver(HostsFile hosts) {
    this.hosts = hosts;
  }

  @Override
  public String source() {
    return "hosts";
  }

  @Override
  public CompletionStage<Resolution> resolve(String name) {
    return hosts
        .addresses(name)
        .map(of -> CompletableFuture.completedStage(new Resolution(name, of, source())))
        .orElseGet(
            () ->
                CompletableFuture.failedStage(
                    new UnknownHostException("'" + name + "' is not in the hosts file")));
  }
}
