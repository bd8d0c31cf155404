package io.nmr.impl.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.nmr.Npi;
import io.nmr.faults.Who;
import java.util.List;

/** Those that have nothing to do with the misdeed, and that are not to feel anything of it. */
final class Others {
  private static final Npi<Dispatch, Dispatch> UNRELATED =
      Npi.of("io.nmr.test.unrelated", Dispatch.class, Dispatch.class);

  private final Scene scene;
  private List<Actor> unrelated;
  private int fresh;

  Others(Scene scene) {
    this.scene = scene;
  }

  private List<Actor> pair(Npi<Dispatch, Dispatch> npi, String name) {
    return List.of(
        actor(Who.PROVIDER, name + "-provider", npi).register(),
        actor(Who.CLIENT, name + "-client", npi).register());
  }

  private Actor actor(Who who, String name, Npi<Dispatch, Dispatch> npi) {
    return scene.actor(who, name, npi, scene.module(name));
  }

  private static void callEachOther(List<Actor> pair) throws Exception {
    Bond provider = pair.get(0).bondTo(pair.get(1));
    Bond client = pair.get(1).bondTo(pair.get(0));
    assertThat(provider.peer.call("x")).isEqualTo("x");
    assertThat(client.peer.call("y")).isEqualTo("y");
    assertThat(client.peer.begin("z")).isCompletedWithValue("z");
  }

  /** A pair of another NPI, which stays attached all the time, is operable. */
  void assertUnrelatedWork() {
    Step.run(
            "unrelated",
            () -> {
              if (unrelated == null) {
                unrelated = pair(UNRELATED, "unrelated");
              }
              callEachOther(unrelated);
            })
        .join();
  }

  /** So is it, and others attach, call and unload, of the same NPI and of another. */
  void assertWork() {
    assertUnrelatedWork();
    for (Npi<Dispatch, Dispatch> npi : List.of(Scene.NPI, UNRELATED)) {
      Step.run("others", () -> comeAndGo(npi, "fresh-" + ++fresh)).join();
    }
  }

  private void comeAndGo(Npi<Dispatch, Dispatch> npi, String name) throws Exception {
    List<Actor> pair = pair(npi, name);
    callEachOther(pair);
    pair.forEach(Actor::end);
    scene.forget(pair);
  }
}
