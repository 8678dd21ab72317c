namespace Compose.Capabilities.Files;

/// <summary>An open object of a tree. Disposing closes it. Errors are values: a failing path is an ordinary answer.</summary>
public interface IFileNode : IDisposable
{
    NodeType Type { get; }

    FileError Stat(out NodeStat stat);

    FileError SetTimes(NewTime accessed, NewTime modified);

    /// <summary>Brings the data, and unless <paramref name="dataOnly"/> the attributes, to the disk.</summary>
    FileError Sync(bool dataOnly);
}
