package io.nmr.shell;

import io.nmr.Side;
import io.nmr.runtime.AbandonedDTO;
import io.nmr.runtime.BindingDTO;
import io.nmr.runtime.CountsDTO;
import io.nmr.runtime.DeclineDTO;
import io.nmr.runtime.NpiDTO;
import io.nmr.runtime.PendingDTO;
import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.RegistrationDTO;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A registrar that knows what a test tells it. */
final class FakeRuntime implements RegistrarRuntime {
  final List<RegistrationDTO> registrations = new ArrayList<>();
  final List<BindingDTO> bindings = new ArrayList<>();
  final List<PendingDTO> pending = new ArrayList<>();
  long declined;

  static RegistrationDTO registration(Side side, String module, int number, long bundle) {
    return new RegistrationDTO(
        1,
        "net.resolver",
        side,
        module,
        number,
        module + " (" + bundle + ")",
        bundle,
        Map.of(),
        false,
        1);
  }

  @Override
  public List<NpiDTO> npis() {
    return List.of();
  }

  @Override
  public List<RegistrationDTO> registrations() {
    return registrations;
  }

  @Override
  public List<BindingDTO> bindings() {
    return bindings;
  }

  @Override
  public List<DeclineDTO> declines() {
    return List.of();
  }

  @Override
  public List<PendingDTO> pending() {
    return pending;
  }

  @Override
  public List<AbandonedDTO> abandoned() {
    return List.of();
  }

  @Override
  public CountsDTO counts() {
    return new CountsDTO(0, 0, 0, declined, 0, 0, 0, 0);
  }

  @Override
  public void abandon(long bindingId) {
    throw new IllegalArgumentException("no binding " + bindingId);
  }
}
