package io.nmr.runtime;

import io.nmr.Side;
import java.util.Map;

/**
 * One registration, as it was when the snapshot was taken.
 *
 * @param id the registration's number, unique in this registrar and rising in order of registration
 * @param npi the NPIID
 * @param side the role in which the module registered
 * @param module the module id
 * @param number the instance number
 * @param owner the bundle that registered it, as {@code symbolic.name (id)}
 * @param ownerId the bundle's id; -1 outside OSGi
 * @param characteristics its NPI-specific characteristics, which its peers see
 * @param isDeregistering whether it has begun to deregister
 * @param bindings how many bindings it is part of
 */
public record RegistrationSnapshot(
    long id,
    String npi,
    Side side,
    String module,
    int number,
    String owner,
    long ownerId,
    Map<String, Object> characteristics,
    boolean isDeregistering,
    int bindings) {}
