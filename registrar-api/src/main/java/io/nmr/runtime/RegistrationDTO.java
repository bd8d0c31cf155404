package io.nmr.runtime;

import io.nmr.Side;
import java.util.Map;

/**
 * One registration.
 *
 * @param id unique in this registrar, rising in order of registration
 * @param npi the NPIID
 * @param side the role it registered in
 * @param module the module id
 * @param number the instance number
 * @param owner the bundle that registered it, as {@code symbolic.name (id)}
 * @param ownerId the bundle's id; -1 outside OSGi
 * @param characteristics what its peers are told
 * @param isDeregistering whether it is being taken apart
 * @param bindings how many bindings it is part of
 */
public record RegistrationDTO(
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
