using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresSweepingTests(PostgresServer server)
    : SweepingContract(new PostgresHarness(server, nameof(PostgresSweepingTests)));
