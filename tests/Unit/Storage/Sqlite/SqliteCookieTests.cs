using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage.Sqlite;

public sealed class SqliteCookieTests() : CookieContract(new SqliteHarness());
