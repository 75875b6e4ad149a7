-- Takes the place of what PostgreSQL-Clustering.sql and PostgreSQL-Persistence.sql define, for the Orleans packages in use.
-- Names, parameters and answers are what those packages ask for; silos of earlier versions may run beside.

-- Of a state with several rows the one written last stays: with two of them the grain could never be read.
DELETE FROM orleansstorage WHERE ctid IN (
    SELECT ctid FROM (
        SELECT ctid, row_number() OVER (
            PARTITION BY grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid
            ORDER BY version DESC NULLS LAST, modifiedon DESC, ctid DESC) AS place
        FROM orleansstorage) AS placed
    WHERE place > 1);

-- Orleans' table has no key: two activations that write a grain's first state at once would leave two rows.
CREATE UNIQUE INDEX IF NOT EXISTS orleansstorage_one_state ON orleansstorage
    (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid) NULLS NOT DISTINCT;

-- The loser of two first writes is told of a conflict, not of a broken key.
CREATE OR REPLACE FUNCTION writetostorage(
    _grainidhash integer, _grainidn0 bigint, _grainidn1 bigint, _graintypehash integer, _graintypestring character varying,
    _grainidextensionstring character varying, _serviceid character varying, _grainstateversion integer, _payloadbinary bytea)
RETURNS TABLE (newgrainstateversion integer) LANGUAGE plpgsql AS $$
BEGIN
    IF _grainstateversion IS NULL THEN
        INSERT INTO orleansstorage AS s
            (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid, payloadbinary, modifiedon, version)
        VALUES
            (_grainidhash, _grainidn0, _grainidn1, _graintypehash, _graintypestring, _grainidextensionstring, _serviceid, _payloadbinary, now() AT TIME ZONE 'utc', 1)
        ON CONFLICT DO NOTHING RETURNING s.version INTO newgrainstateversion;
    ELSE
        UPDATE orleansstorage AS s SET payloadbinary = _payloadbinary, modifiedon = now() AT TIME ZONE 'utc', version = s.version + 1
        WHERE s.grainidhash = _grainidhash AND s.graintypehash = _graintypehash AND s.grainidn0 = _grainidn0 AND s.grainidn1 = _grainidn1
          AND s.graintypestring = _graintypestring AND s.grainidextensionstring IS NOT DISTINCT FROM _grainidextensionstring
          AND s.serviceid = _serviceid AND s.version = _grainstateversion
        RETURNING s.version INTO newgrainstateversion;
    END IF;

    -- Orleans takes the version that it came with for a conflict.
    newgrainstateversion := coalesce(newgrainstateversion, _grainstateversion);
    RETURN NEXT;
END
$$;

-- The table's version is the one row that the writers of a cluster queue at. Taken first, it keeps a silo that saw an
-- older table from changing anything, and two writers from waiting for each other.
CREATE OR REPLACE FUNCTION insert_membership(
    DeploymentIdArg OrleansMembershipTable.DeploymentId%TYPE,
    AddressArg      OrleansMembershipTable.Address%TYPE,
    PortArg         OrleansMembershipTable.Port%TYPE,
    GenerationArg   OrleansMembershipTable.Generation%TYPE,
    SiloNameArg     OrleansMembershipTable.SiloName%TYPE,
    HostNameArg     OrleansMembershipTable.HostName%TYPE,
    StatusArg       OrleansMembershipTable.Status%TYPE,
    ProxyPortArg    OrleansMembershipTable.ProxyPort%TYPE,
    StartTimeArg    OrleansMembershipTable.StartTime%TYPE,
    IAmAliveTimeArg OrleansMembershipTable.IAmAliveTime%TYPE,
    VersionArg      OrleansMembershipVersionTable.Version%TYPE)
RETURNS TABLE (row_count integer) LANGUAGE plpgsql AS $$
BEGIN
    row_count := 0;
    PERFORM FROM orleansmembershipversiontable AS v WHERE v.deploymentid = DeploymentIdArg AND v.version = VersionArg FOR UPDATE;
    IF FOUND THEN
        INSERT INTO orleansmembershiptable
            (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
        VALUES
            (DeploymentIdArg, AddressArg, PortArg, GenerationArg, SiloNameArg, HostNameArg, StatusArg, ProxyPortArg, StartTimeArg, IAmAliveTimeArg)
        ON CONFLICT (deploymentid, address, port, generation) DO NOTHING;
        IF FOUND THEN
            UPDATE orleansmembershipversiontable AS v SET timestamp = now(), version = v.version + 1 WHERE v.deploymentid = DeploymentIdArg;
            row_count := 1;
        END IF;
    END IF;

    RETURN NEXT;
END
$$;

CREATE OR REPLACE FUNCTION update_membership(
    DeploymentIdArg OrleansMembershipTable.DeploymentId%TYPE,
    AddressArg      OrleansMembershipTable.Address%TYPE,
    PortArg         OrleansMembershipTable.Port%TYPE,
    GenerationArg   OrleansMembershipTable.Generation%TYPE,
    StatusArg       OrleansMembershipTable.Status%TYPE,
    SuspectTimesArg OrleansMembershipTable.SuspectTimes%TYPE,
    IAmAliveTimeArg OrleansMembershipTable.IAmAliveTime%TYPE,
    VersionArg      OrleansMembershipVersionTable.Version%TYPE)
RETURNS TABLE (row_count integer) LANGUAGE plpgsql AS $$
BEGIN
    row_count := 0;
    PERFORM FROM orleansmembershipversiontable AS v WHERE v.deploymentid = DeploymentIdArg AND v.version = VersionArg FOR UPDATE;
    IF FOUND THEN
        UPDATE orleansmembershiptable AS m
        SET status = StatusArg, suspecttimes = SuspectTimesArg, iamalivetime = greatest(m.iamalivetime, IAmAliveTimeArg)
        WHERE m.deploymentid = DeploymentIdArg AND m.address = AddressArg AND m.port = PortArg AND m.generation = GenerationArg;
        IF FOUND THEN
            UPDATE orleansmembershipversiontable AS v SET timestamp = now(), version = v.version + 1 WHERE v.deploymentid = DeploymentIdArg;
            row_count := 1;
        END IF;
    END IF;

    RETURN NEXT;
END
$$;

-- A sign of life that comes late does not make the silo look older.
CREATE OR REPLACE FUNCTION update_i_am_alive_time(
    deployment_id   OrleansMembershipTable.DeploymentId%TYPE,
    address_arg     OrleansMembershipTable.Address%TYPE,
    port_arg        OrleansMembershipTable.Port%TYPE,
    generation_arg  OrleansMembershipTable.Generation%TYPE,
    i_am_alive_time OrleansMembershipTable.IAmAliveTime%TYPE)
RETURNS void LANGUAGE sql AS $$
    UPDATE orleansmembershiptable SET iamalivetime = greatest(iamalivetime, i_am_alive_time)
    WHERE deploymentid = deployment_id AND address = address_arg AND port = port_arg AND generation = generation_arg
$$;

-- Only the dead (status 6) are cleared away, not everybody who has not shown life for long: all at once for the packages
-- until 10.3, one by one, as last read, for those since.
INSERT INTO orleansquery (querykey, querytext) VALUES
('CleanupDefunctSiloEntriesKey', '
    DELETE FROM orleansmembershiptable
    WHERE deploymentid = @DeploymentId AND status = 6 AND iamalivetime < @IAmAliveTime AND starttime < @IAmAliveTime
'),
('CleanupDefunctSiloEntryKey', '
    DELETE FROM orleansmembershiptable
    WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation AND status = 6
      AND iamalivetime = @IAmAliveTime AND starttime = @StartTime AND coalesce(suspecttimes, '''') = coalesce(@SuspectTimes, '''')
')
ON CONFLICT (querykey) DO UPDATE SET querytext = EXCLUDED.querytext;
