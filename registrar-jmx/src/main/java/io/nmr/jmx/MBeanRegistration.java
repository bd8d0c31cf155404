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

/** The registration of one registrar's MBean in an MBean server. */
final class MBeanRegistration implements AutoCloseable {
  private final MBeanServer server;
  private final ObjectName name;
  private final Notifier notifier;
  private final Subscription subscription;

  private MBeanRegistration(
      MBeanServer server, ObjectName name, Notifier notifier, Subscription subscription) {
    this.server = server;
    this.name = name;
    this.notifier = notifier;
    this.subscription = subscription;
  }

  /** The name of the MBean: a JVM may have several frameworks, each with one registrar. */
  static ObjectName name(BundleContext context) {
    try {
      return new ObjectName(
          "io.nmr:type=Registrar,framework=" + context.getProperty(Constants.FRAMEWORK_UUID));
    } catch (
        MalformedObjectNameException
            impossible) { // no character of a UUID has a meaning in a JMX name
      throw new IllegalStateException(impossible);
    }
  }

  static MBeanRegistration register(
      MBeanServer server, BundleContext context, RegistrarRuntime runtime) {
    ObjectName name = name(context);
    Notifier notifier = Notifier.of(name);
    try {
      server.registerMBean(new RegistrarBean(runtime, new Deployments(context), notifier), name);
    } catch (JMException failed) { // the framework logs what a tracker throws, and goes on
      notifier.close();
      throw new IllegalStateException("no MBean " + name, failed);
    }
    return new MBeanRegistration(server, name, notifier, runtime.listen(notifier));
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
