using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresItemsTests(PostgresServer server)
    : ItemsContract(new PostgresHarness(server, nameof(PostgresItemsTests)));
