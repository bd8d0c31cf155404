package io.nmr.sample.picky;

import io.nmr.BindingContext;
import io.nmr.NetworkModule;
import io.nmr.NoInterfaceException;
import io.nmr.ProviderOffer;
import io.nmr.Registrar;
import io.nmr.RegistrationInstance;
import io.nmr.sample.resolver.Resolver;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** Attaches to resolvers of one major version and declines all others with a reason. */
public final class PickyModule extends NetworkModule {
  private static final String WANTED = "[2,3)";
  private static final VersionRange RANGE = new VersionRange(WANTED);

  @Override
  protected void load(Registrar registrar) {
    registrar.registerClient(Resolver.NPI, PickyModule::attach);
  }

  static void attach(ProviderOffer<Resolver, Void> offer) throws NoInterfaceException {
    RegistrationInstance provider = offer.provider();
    Object version = provider.characteristics().get(Resolver.VERSION);
    if (!(version instanceof Version known) || !RANGE.includes(known)) {
      throw new NoInterfaceException(
          "wants version " + WANTED + ", " + provider + " has " + described(version));
    }
    ProviderOffer.attach(offer, resolver -> new Attached(resolver));
  }

  private static String described(@Nullable Object version) {
    if (version == null) {
      return "none";
    }
    return version instanceof Version ? version.toString() : "the text '" + version + "'";
  }

  /** The client's context for one resolver; a real client would call the resolver. */
  private record Attached(Resolver resolver) implements BindingContext<Void> {
    @Override
    @SuppressWarnings("NullAway") // the one documented null: a Void dispatch
    public Void dispatch() {
      return null;
    }
  }
}
