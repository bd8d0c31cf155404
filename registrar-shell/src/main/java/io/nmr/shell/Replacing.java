package io.nmr.shell;

import io.nmr.deploy.Manner;
import io.nmr.deploy.Request;
import io.nmr.shell.result.CommandException;
import io.nmr.shell.result.Results;
import java.time.Duration;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;

/**
 * What {@code nmr:swap} and {@code nmr:deploy} have in common: their options.
 *
 * @param given the time that the person gives
 * @param manner how the new bundle is to take the old one's place, if the person says it
 * @param isDryRun whether nothing is to be done
 * @param isJson whether the result is wanted as JSON
 */
record Replacing(
    Optional<Duration> given, Optional<Manner> manner, boolean isDryRun, boolean isJson) {
  static Replacing of(
      String timeout, boolean stopFirst, boolean sideBySide, boolean dryRun, boolean json) {
    if (stopFirst && sideBySide) {
      throw new CommandException(
          "%s and %s exclude each other".formatted(Options.STOP_FIRST, Options.SIDE_BY_SIDE));
    }
    Optional<Manner> manner =
        stopFirst
            ? Optional.of(Manner.STOP_FIRST)
            : sideBySide ? Optional.of(Manner.SIDE_BY_SIDE) : Optional.empty();
    return new Replacing(Words.duration(Options.TIMEOUT, timeout), manner, dryRun, json);
  }

  @Nullable Object run(Request wanted, Deployers deployers, CommandSession session) {
    Duration attaching = given.orElse(Request.DEFAULT_TIMEOUT);
    Request timed = wanted.within(attaching);
    Request request = manner.map(timed::in).orElse(timed);
    if (isDryRun) {
      return Results.of(new Previewed(deployers.preview(request)), isJson);
    }
    return new Awaiting(session, isJson).placedAndEnd(deployers.begin(request), given, attaching);
  }
}
