package io.nmr.sample.picky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nmr.Binding;
import io.nmr.BindingContext;
import io.nmr.Guard;
import io.nmr.ModuleId;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import io.nmr.RegistrationInstance;
import io.nmr.sample.resolver.Resolution;
import io.nmr.sample.resolver.Resolver;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

class PickyModuleTest {
  @Test
  void an_old_provider_is_declined_and_told_why() {
    Offer old = new Offer(Map.of("version", new Version(1, 0, 0)));

    assertThatThrownBy(() -> PickyModule.attach(old))
        .isInstanceOf(NoInterfaceException.class)
        .hasMessage("wants version [2,3), hosts has 1.0.0");
    assertThat(old.isAttached).isFalse();
  }

  @Test
  void a_provider_with_no_version_or_one_in_text_is_declined() {
    assertThatThrownBy(() -> PickyModule.attach(new Offer(Map.of())))
        .hasMessage("wants version [2,3), hosts has none");
    assertThatThrownBy(() -> PickyModule.attach(new Offer(Map.of("version", "2.0.0"))))
        .isInstanceOf(NoInterfaceException.class)
        .hasMessage("wants version [2,3), hosts has the text '2.0.0'");
  }

  @Test
  void a_provider_of_the_wanted_version_is_attached() throws Exception {
    Offer offer = new Offer(Map.of("version", new Version(2, 9, 0)));

    PickyModule.attach(offer);

    assertThat(offer.isAttached).isTrue();
  }

  private static final class Offer implements ProviderOffer<Resolver, Void> {
    private final Map<String, Object> characteristics;
    private boolean isAttached;

    Offer(Map<String, Object> characteristics) {
      this.characteristics = characteristics;
    }

    @Override
    public RegistrationInstance provider() {
      return new RegistrationInstance(Resolver.NPI, ModuleId.of("hosts"), 0, characteristics);
    }

    @Override
    public Binding binding() {
      throw new AssertionError("not needed to decide");
    }

    @Override
    public boolean isSelf() {
      return false;
    }

    @Override
    public Guard guard() {
      throw new AssertionError("not needed to decide");
    }

    @Override
    public Resolver attach(BindingContext<? extends Void> context) {
      isAttached = true;
      return new Resolver() {
        @Override
        public String source() {
          return "hosts";
        }

        @Override
        public CompletionStage<Resolution> resolve(String name) {
          return new CompletableFuture<>();
        }
      };
    }
  }
}
