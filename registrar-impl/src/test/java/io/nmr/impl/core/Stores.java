package io.nmr.impl.core;

import io.nmr.BindingContext;
import io.nmr.Npi;
import io.nmr.ProviderCharacteristics;
import io.nmr.Registration;
import io.nmr.local.LocalRegistrar;
import io.nmr.util.ProviderSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Timeout;

/** Providers with a name and a priority, for a set to choose from. */
@Timeout(30)
abstract class Stores {
  /** A one-way interface. */
  public interface Store {
    String get(String key);

    CompletionStage<String> later(String key);
  }

  static final Npi<Store, Void> STORE = Npi.of("io.nmr.test.store", Store.class);

  final LocalRegistrar registrar = new LocalRegistrar();
  private final CompletableFuture<String> later = new CompletableFuture<>();
  final HeldCall held = new HeldCall();

  Registration aStore(String name, int priority) {
    Store store =
        new Store() {
          @Override
          public String get(String key) {
            return key.equals("held") ? held.hold(name) : name;
          }

          @Override
          public CompletionStage<String> later(String key) {
            return later;
          }
        };
    return registrar.registerProvider(
        ProviderCharacteristics.of(STORE, offer -> BindingContext.of(store))
            .with("name", name)
            .with(ProviderSet.PRIORITY, priority));
  }

  static String get(ProviderSet<Store> set) {
    return set.call(store -> store.get("key"));
  }
}
