package io.nmr.sample.gateway;

import io.nmr.DetachedException;
import io.nmr.sample.resolver.Resolution;
import io.nmr.util.NoProviderException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Finds the answer to a request, on one thread, which waits for the resolver. */
final class Answers {
  private static final String PREFIX = "/resolve/";
  private static final Pattern NAME =
      Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?");
  private static final long SECONDS = 30;

  private final Function<String, CompletionStage<Resolution>> resolver;

  Answers(Function<String, CompletionStage<Resolution>> resolver) {
    this.resolver = resolver;
  }

  Answer to(String method, URI uri) {
    String path = uri.getPath();
    if (path == null || !path.startsWith(PREFIX)) {
      return Answer.error(404, "there is nothing here but " + PREFIX + "NAME");
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Answer.error(405, "ask with GET, not " + method).with("Allow", "GET, HEAD");
    }
    String name = path.substring(PREFIX.length());
    if (!NAME.matcher(name).matches()) {
      return Answer.error(400, "'" + name + "' is not a host name");
    }
    try {
      return resolved(name);
    } catch (NoProviderException | DetachedException none) {
      return Answer.error(503, "no resolver is attached").with("Retry-After", "1");
    } catch (RuntimeException failed) {
      return Answer.error(502, "the resolver failed: " + failed);
    }
  }

  private Answer resolved(String name) {
    CompletableFuture<Resolution> pending = resolver.apply(name).toCompletableFuture();
    try {
      Resolution resolution = pending.get(SECONDS, TimeUnit.SECONDS);
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("name", resolution.name());
      body.put("addresses", resolution.addresses());
      body.put("source", resolution.source());
      return new Answer(200, Json.object(body) + "\n", Map.of());
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      return cause instanceof UnknownHostException
          ? Answer.error(404, "the name '" + name + "' is unknown")
          : Answer.error(502, "the resolver failed: " + cause);
    } catch (TimeoutException late) {
      pending.cancel(true);
      return Answer.error(504, "the resolver did not answer in " + SECONDS + " seconds");
    } catch (InterruptedException early) {
      pending.cancel(true);
      Thread.currentThread().interrupt();
      return Answer.error(503, "the gateway was given up");
    }
  }
}
