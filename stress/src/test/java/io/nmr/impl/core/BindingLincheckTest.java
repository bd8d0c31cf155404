package io.nmr.impl.core;

import io.nmr.impl.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A binding's transitions against {@link BindingSpec}, from the states at which threads meet. */
class BindingLincheckTest {
  /** No side has been asked yet. */
  public static class Offered extends BindingOperations {}

  /** Both sides have accepted, but the client's callback has not returned. */
  public static class Accepted extends BindingOperations {
    public Accepted() {
      attach();
      answer(true);
    }
  }

  /** The specification of {@link Accepted}. */
  public static class AcceptedSpec extends BindingSpec {
    public AcceptedSpec() {
      attach();
      answer(true);
    }
  }

  /** The pair is bound. */
  public static class Attached extends Accepted {
    public Attached() {
      offerReturned(false);
    }
  }

  /** The specification of {@link Attached}. */
  public static class AttachedSpec extends AcceptedSpec {
    public AttachedSpec() {
      offerReturned(false);
    }
  }

  @Tag("full")
  @Test
  void model_checked_from_the_offer() {
    Lincheck.modelCheck(Offered.class, BindingSpec.class);
  }

  @Tag("full")
  @Test
  void model_checked_from_the_acceptance() {
    Lincheck.modelCheck(Accepted.class, AcceptedSpec.class);
  }

  @Test
  void model_checked_from_the_bound_pair() {
    Lincheck.modelCheck(Attached.class, AttachedSpec.class);
  }

  @Test
  void offer_under_stress() {
    Lincheck.stress(Offered.class, BindingSpec.class);
  }

  @Test
  void bound_pair_under_stress() {
    Lincheck.stress(Attached.class, AttachedSpec.class);
  }
}
