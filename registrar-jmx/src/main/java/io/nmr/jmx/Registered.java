package io.nmr.jmx;

import io.nmr.runtime.RegistrarRuntime;
import io.nmr.runtime.Subscription;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** One registrar in an MBean server. */
final class Registered implements AutoCloseable {
  private final MBeanServer server;
  private final ObjectName name;
  private final Notifier notifier;
  private final Subscription subscription;

  private Registered(
      MBeanServer server, ObjectName name, Notifier notifier, Subscription subscription) {
    this.server = server;
    this.name = name;
    this.notifier = notifier;
    this.subscription = subscription;
  }

  /** The one name convention: one registrar for each framework of the JVM. */
  static ObjectName name(BundleContext context) {
    try {
      return new ObjectName(
          "io.nmr:type=Registrar,framework=" + context.getProperty(Constants.FRAMEWORK_UUID));
    } catch (MalformedObjectNameException impossible) { // a UUID has no character of JMX's
      throw new IllegalStateException(impossible);
    }
  }

  static Registered register(MBeanServer server, BundleContext context, RegistrarRuntime runtime) {
    ObjectName name = name(context);
    Notifier notifier = Notifier.of(name);
    try {
      server.registerMBean(new RegistrarBean(runtime, new Deployments(context), notifier), name);
    } catch (JMException failed) { // the tracker does without it, and the framework logs this
      notifier.close();
      throw new IllegalStateException("no MBean " + name, failed);
    }
    return new Registered(server, name, notifier, runtime.listen(notifier));
  }

  @Override
  public void close() {
    subscription.close();
    try {
      server.unregisterMBean(name);
    } catch (InstanceNotFoundException gone) {
      LogMessage.UNREGISTERED_BY_OTHERS.log(name);
    } catch (JMException failed) {
      LogMessage.NOT_UNREGISTERED.logThrown(failed, name, failed);
    }
    notifier.close();
  }
}
