package io.nmr.impl.core;

import static io.nmr.impl.fixtures.TestClient.aClient;
import static io.nmr.impl.fixtures.TestModule.NPI;
import static io.nmr.impl.fixtures.TestProvider.aProvider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nmr.BindingContext;
import io.nmr.ClientCharacteristics;
import io.nmr.Guard;
import io.nmr.ModuleId;
import io.nmr.NoInterfaceException;
import io.nmr.Npi;
import io.nmr.ProviderCharacteristics;
import io.nmr.RegistrationInstance;
import io.nmr.impl.fixtures.LogCapture;
import io.nmr.impl.fixtures.TestClient;
import io.nmr.impl.fixtures.TestModule;
import io.nmr.impl.fixtures.TestProvider;
import io.nmr.impl.fixtures.Trace;
import io.nmr.local.LocalModule;
import io.nmr.local.LocalRegistrar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.Version;

/** Every wrong argument fails at the call that was wrong, and leaves nothing behind. */
@Timeout(30)
class BadInputTest {
  private final LocalRegistrar registrar = new LocalRegistrar();
  private final Trace trace = new Trace();

  @Test
  void null_is_refused_where_it_is_given() {
    assertNull(() -> registrar.registerProvider(NPI, null));
    assertNull(() -> registrar.registerClient(NPI, null));
    assertNull(() -> registrar.registerProvider(null, aProvider(trace)));
    assertNull(() -> registrar.registerClient(null, aClient(trace)));
    assertThatThrownBy(() -> registrar.registerProvider(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("the characteristics of a provider of local");
    assertThatThrownBy(() -> registrar.registerClient(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("the characteristics of a client of local");
    assertNull(() -> ProviderCharacteristics.of(NPI, aProvider(trace)).moduleId(null));
    assertNull(() -> ClientCharacteristics.of(NPI, aClient(trace)).with(null, "value"));
    assertNull(() -> ClientCharacteristics.of(NPI, aClient(trace)).with("key", null));
    assertNull(() -> ModuleId.of((String) null));
    assertNull(() -> Npi.of("a.b", null));
    assertThat(registrar.runtime().registrations()).isEmpty();
    assertThat(registrar.runtime().npis()).isEmpty();
  }

  private static void assertNull(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", ".a", "a.", "a..b", "a/b"})
  void an_id_that_is_no_dotted_name_is_refused_with_it(String id) {
    assertThatThrownBy(() -> Npi.of(id, TestModule.Work.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + id + "'");
  }

  @Test
  void a_module_id_is_a_name_or_a_uuid_and_not_blank() {
    UUID uuid = new UUID(1, 2);
    assertThat(ModuleId.of(uuid)).hasToString(uuid.toString()).isEqualTo(ModuleId.of(uuid));
    assertThatThrownBy(() -> ModuleId.of(" ")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_characteristic_that_a_filter_could_not_compare_is_refused_with_it() {
    ProviderCharacteristics<?, ?> some = ProviderCharacteristics.of(NPI, aProvider(trace));
    assertThatThrownBy(() -> some.with("key", new StringBuilder("mutable")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key")
        .hasMessageContaining("StringBuilder");
    assertThatThrownBy(() -> some.with("key", List.of(List.of())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> some.with("key", Arrays.asList("a", null)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> some.with("key", 1).with("KEY", 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void characteristics_are_copied_and_match_a_filter() throws Exception {
    List<String> regions = new ArrayList<>(List.of("eu"));
    ProviderCharacteristics<TestModule.Work, TestModule.Tell> first =
        ProviderCharacteristics.of(NPI, aProvider(trace)).with("region", regions);
    ProviderCharacteristics<TestModule.Work, TestModule.Tell> second =
        first.with("version", Version.parseVersion("1.10")).with("codes", new int[] {1, 2});
    regions.add("us");
    assertThat(first.characteristics()).containsOnlyKeys("region");
    assertThatThrownBy(() -> second.characteristics().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    List<RegistrationInstance> seen = new ArrayList<>();
    registrar.registerProvider(second);
    registrar.registerClient(NPI, offer -> seen.add(offer.provider()));
    List<Boolean> matches = new ArrayList<>();
    for (String filter : List.of("(version>=1.9)", "(region=eu)", "(codes=2)", "(region=us)")) {
      matches.add(FrameworkUtil.createFilter(filter).matches(seen.get(0).characteristics()));
    }
    assertThat(matches).containsExactly(true, true, true, false);
  }

  @Test
  void a_clients_null_context_or_dispatch_is_refused_and_the_provider_not_asked() {
    aProvider(trace).registeredWith(registrar);
    List<Throwable> thrown = new ArrayList<>();
    registrar.registerClient(
        NPI, offer -> thrown.add(catchThrowable(() -> offer.attach(BindingContext.of(null)))));
    registrar.registerClient(NPI, offer -> thrown.add(catchThrowable(() -> offer.attach(null))));
    assertThat(thrown.get(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(thrown.get(1))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("the context of client");
    assertThat(trace.lines()).isEmpty();
    assertThat(registrar.runtime().bindings()).isEmpty();
  }

  @Test
  void a_clients_dispatch_of_another_type_is_refused_with_its_type() {
    aProvider(trace).registeredWith(registrar);
    List<Throwable> thrown = new ArrayList<>();
    registrar.registerClient(
        NPI, offer -> thrown.add(catchThrowable(() -> offer.attach(wrongType()))));
    assertThat(thrown.get(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(TestModule.Tell.class.getName());
    assertThat(trace.lines()).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static <D> BindingContext<D> wrongType() {
    return (BindingContext<D>) BindingContext.of((Object) "a string");
  }

  @Test
  void a_providers_null_context_or_dispatch_or_wrong_type_declines_and_is_logged() {
    registrar.registerProvider(NPI, offer -> null);
    registrar.registerProvider(NPI, offer -> BindingContext.of(null));
    registrar.registerProvider(NPI, offer -> wrongType());
    List<Throwable> thrown = new ArrayList<>();
    try (LogCapture log = new LogCapture()) {
      registrar.registerClient(
          NPI,
          offer -> thrown.add(catchThrowable(() -> offer.attach(BindingContext.of(what -> what)))));
      assertThat(log.lines()).hasSize(3);
    }
    assertThat(thrown).hasSize(3).hasOnlyElementsOfType(NoInterfaceException.class);
    assertThat(thrown.get(0)).hasMessageContaining("returned no context");
    assertThat(thrown.get(1)).hasMessageContaining("is null, not a");
    assertThat(thrown.get(2)).hasMessageContaining("is a java.lang.String, not a");
    assertThat(registrar.runtime().bindings()).isEmpty();
    assertThat(registrar.runtime().declines()).hasSize(3);
  }

  @Test
  void a_dispatch_is_asked_for_once() {
    List<String> asked = new ArrayList<>();
    registrar.registerProvider(
        NPI,
        offer ->
            () -> {
              asked.add("provider's");
              return what -> what;
            });
    TestClient client = aClient(trace);
    registrar.registerClient(
        NPI,
        offer ->
            client.peers.add(
                offer.attach(
                    () -> {
                      asked.add("client's");
                      return what -> what;
                    })));
    client.call("x");
    client.call("x");
    assertThat(asked).containsExactly("client's", "provider's");
  }

  @Test
  void a_closed_module_and_a_closed_registrar_refuse_registrations() {
    LocalModule module = registrar.module("closed");
    module.close();
    assertThatThrownBy(() -> aProvider(trace).registeredWith(module))
        .isInstanceOf(IllegalStateException.class);
    assertThatCode(module::close).doesNotThrowAnyException();
    LocalModule other = registrar.module("other");
    registrar.close();
    assertThatThrownBy(() -> aClient(trace).registeredWith(other))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> registrar.module("late")).isInstanceOf(IllegalStateException.class);
    assertThatCode(registrar::close).doesNotThrowAnyException();
    assertThat(registrar.runtime().registrations()).isEmpty();
    assertThat(registrar.runtime().npis()).as("R22: what was refused leaves no NPI").isEmpty();
  }

  @Test
  void a_call_that_was_entered_by_hand_is_left_once() throws Exception {
    TestProvider provider = aProvider(trace).registeredWith(registrar);
    List<Guard> guards = new ArrayList<>();
    aClient(trace).afterAttach(offer -> guards.add(offer.guard())).registeredWith(registrar);
    Guard.Call call = guards.get(0).enter();
    Guard.Call second = guards.get(0).enter();
    call.leave();
    catchThrowable(call::leave); // whether it throws or not, it must not leave for the second
    assertThat(registrar.runtime().bindings().get(0).clientCalls()).isEqualTo(1);
    second.leave();
    provider.deregister().await();
  }

  @Test
  void a_deadline_that_is_not_positive_is_refused() {
    for (Duration deadline : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThatThrownBy(() -> LocalRegistrar.abandoningAfter(deadline))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(deadline.toString());
    }
  }
}
