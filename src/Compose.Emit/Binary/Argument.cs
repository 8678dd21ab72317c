namespace Compose.Emit.Binary;

/// <summary>A definition under a name: an argument of an instantiation, or an export of an instance.</summary>
internal readonly record struct Argument(string Name, Sort Sort, int Index);
