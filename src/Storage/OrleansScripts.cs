namespace Thresher.Storage;

/// <summary>Orleans' own ADO.NET scripts, which no package ships.</summary>
public static class OrleansScripts
{
    /// <summary>One script by its file's name without the ending, such as <c>Sqlite-Main</c>.</summary>
    public static string Read(string name) => SchemaScripts.Read($"Orleans.{name}.sql");
}
