namespace Compose.Wit.Making;

/// <summary>
/// A core module that answers another's imports in terms of component imports. It works in that module's memory.
/// </summary>
/// <param name="Name">The module name of the imports that it answers: <c>wasi_snapshot_preview1</c>.</param>
/// <param name="Bytes">The adapter's binary, with its world in a section <c>component-type</c>.</param>
/// <param name="File">What errors call it.</param>
public sealed record AdapterModule(string Name, ReadOnlyMemory<byte> Bytes, string File);
