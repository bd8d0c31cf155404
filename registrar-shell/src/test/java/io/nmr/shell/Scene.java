package io.nmr.shell;

import static io.nmr.shell.FakeRuntime.NPI;
import static io.nmr.shell.FakeRuntime.binding;
import static io.nmr.shell.FakeRuntime.registration;

import io.nmr.Side;
import io.nmr.runtime.NpiSnapshot;
import io.nmr.runtime.RegistrationSnapshot;
import java.util.List;

/**
 * A provider of one NPI with two clients, each a bundle: {@code hosts}, {@code load#2}, {@code
 * gateway}.
 */
final class Scene {
  final FakeRuntime runtime = new FakeRuntime();
  final FakeFramework framework = new FakeFramework();
  final Bundles bundles = new Bundles(framework.context());

  Scene() {
    framework.add(5, "load", "1.0.0");
    framework.add(6, "hosts", "1.0.0");
    framework.add(7, "gateway", "1.0.0");
    RegistrationSnapshot hosts = registration(Side.PROVIDER, "hosts", 0, 6);
    RegistrationSnapshot load = registration(Side.CLIENT, "load", 2, 5);
    RegistrationSnapshot gateway = registration(Side.CLIENT, "gateway", 0, 7);
    runtime.npis.add(
        new NpiSnapshot(NPI, "net.Resolver", "java.lang.Void", "api (3)", 1, 2, List.of()));
    runtime.registrations.addAll(List.of(hosts, load, gateway));
    runtime.bindings.add(binding(11, load, hosts, "ATTACHED", true, 2, 1, null));
    runtime.bindings.add(binding(12, gateway, hosts));
  }
}
