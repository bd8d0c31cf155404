package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.BindingContext;
import io.nmr.ModuleId;
import io.nmr.Npi;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.impl.journal.RegistrarLog;
import io.nmr.impl.settings.Configuration;
import io.nmr.runtime.NpiSnapshot;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a registrar keeps of its modules and NPIs, and what it refuses them. */
@Timeout(30)
class ModulesTest {
  /** Must not be guarded: what it returns would outlive the call. */
  public interface Streaming {
    InputStream open();
  }

  private final NetworkRegistrar registrar =
      new NetworkRegistrar(
          new Configuration(name -> null), RegistrarLog.ofSystem(), Class::getSimpleName);
  private final ModuleRegistrar own =
      registrar.registrarOf(new ModuleOwner("own", 1, ModuleId.of("own")));
  private final TestProvider provider = aProvider(new Trace());

  private void assertRefused() {
    assertThatThrownBy(() -> provider.registeredWith(own))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("own is stopping");
    assertThat(registrar.runtime().npis()).isEmpty();
  }

  @Test
  void H3_a_registrar_that_closes_refuses_registrations_and_lists_the_modules() {
    assertThat(registrar.close()).containsExactly(own);
    assertRefused();
  }

  @Test
  void H1_a_module_that_is_to_be_unloaded_refuses_registrations() {
    own.unload();
    assertRefused();
  }

  @Test
  void a_module_that_is_let_go_is_forgotten_once_nothing_is_left_of_it() {
    ModuleRegistrar empty =
        registrar.registrarOf(new ModuleOwner("empty", 2, ModuleId.of("empty")));
    provider.registeredWith(own);
    own.release();
    empty.release();
    assertThat(registrar.close()).containsExactly(own);
    provider.deregister();
    assertThat(registrar.close()).isEmpty();
  }

  @Test
  void R21_an_npi_that_was_unguarded_so_far_is_looked_at_when_it_is_to_be_guarded() {
    Npi<Streaming, Void> npi = Npi.of("io.nmr.test.streaming", Streaming.class);
    own.registerProvider(npi.unguarded(), offer -> BindingContext.of(InputStream::nullInputStream));
    assertThatThrownBy(
            () ->
                own.registerProvider(npi, offer -> BindingContext.of(InputStream::nullInputStream)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("InputStream");
    assertThat(registrar.runtime().registrations()).hasSize(1);
  }

  @Test
  void R4_the_exporters_of_both_dispatch_types_are_named_and_one_where_there_is_one() {
    provider.registeredWith(own);
    own.registerClient(Npi.of("z.one-way", TestModule.Work.class), offer -> {});
    assertThat(registrar.runtime().npis())
        .extracting(NpiSnapshot::exporter)
        .containsExactly("Work and Tell", "Work");
  }

  @Test
  void the_jdks_own_log_says_what_it_logs() {
    System.Logger jdks = System.getLogger("io.nmr.registrar");
    for (Level level : Level.values()) {
      assertThat(RegistrarLog.ofSystem().isLogged(level)).isEqualTo(jdks.isLoggable(level));
    }
    assertThat(RegistrarLog.ofSystem().isLogged(Level.OFF))
        .isNotEqualTo(RegistrarLog.ofSystem().isLogged(Level.ALL));
  }
}
