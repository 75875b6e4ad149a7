using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresUpgradingTests(PostgresServer server)
    : UpgradingContract(new PostgresHarness(server, nameof(PostgresUpgradingTests)));
