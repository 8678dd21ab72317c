namespace Compose.CommandLine;

/// <summary>How a verb writes its answer to standard output.</summary>
internal enum Format
{
    Text,
    Json,
    Toml,
}
