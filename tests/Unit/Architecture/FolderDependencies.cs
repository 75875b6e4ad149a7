using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Thresher.Tests.Unit.Architecture;

/// <summary>
/// Which folders of an assembly use which, read from its types: signatures, bases, attributes and the bodies of methods.
/// A folder is a namespace; what the compiler and the serializer's generator add counts for the type it was added to.
/// </summary>
internal sealed class FolderDependencies
{
    private readonly Dictionary<(string From, string To), (string User, string Used)> _edges = [];
    private readonly string _root;
    private readonly AssemblyDefinition _assembly;

    public FolderDependencies(string path)
    {
        _assembly = AssemblyDefinition.ReadAssembly(path);
        _root = _assembly.Name.Name;
        foreach (var type in _assembly.MainModule.GetTypes())
        {
            Read(type);
        }
    }

    /// <summary>Assemblies of this project that it references.</summary>
    public IEnumerable<string> References => _assembly.MainModule.AssemblyReferences
        .Select(reference => reference.Name).Where(name => name.StartsWith("Thresher.", StringComparison.Ordinal));

    /// <summary>One line for each edge of each cycle, with the two types that make it; empty when there is no cycle.</summary>
    public IReadOnlyList<string> Cycles()
    {
        var reachable = _edges.Keys.GroupBy(edge => edge.From).ToDictionary(group => group.Key, group => group.Select(edge => edge.To).ToHashSet());
        return [.. from edge in _edges
                   where Reaches(reachable, edge.Key.To, edge.Key.From)
                   orderby edge.Key
                   select $"{edge.Key.From} -> {edge.Key.To}: {edge.Value.User} uses {edge.Value.Used}"];
    }

    private static bool Reaches(Dictionary<string, HashSet<string>> edges, string from, string to)
    {
        var seen = new HashSet<string>();
        var next = new Stack<string>([from]);
        while (next.TryPop(out var at))
        {
            if (at == to)
            {
                return true;
            }

            if (seen.Add(at) && edges.TryGetValue(at, out var further))
            {
                foreach (var folder in further)
                {
                    next.Push(folder);
                }
            }
        }

        return false;
    }

    private void Read(TypeDefinition type)
    {
        Add(type, type.BaseType);
        AddAll(type, type.Interfaces.Select(implemented => implemented.InterfaceType));
        AddAttributes(type, type);
        foreach (var field in type.Fields)
        {
            Add(type, field.FieldType);
            AddAttributes(type, field);
        }

        foreach (var property in type.Properties)
        {
            AddAttributes(type, property);
        }

        foreach (var method in type.Methods)
        {
            Add(type, method.ReturnType);
            AddAll(type, method.Parameters.Select(parameter => parameter.ParameterType));
            AddAttributes(type, method);
            if (method.HasBody)
            {
                AddAll(type, method.Body.Variables.Select(variable => variable.VariableType));
                foreach (var instruction in method.Body.Instructions)
                {
                    Add(type, instruction);
                }
            }
        }
    }

    private void Add(TypeDefinition user, Instruction instruction)
    {
        switch (instruction.Operand)
        {
            case TypeReference used:
                Add(user, used);
                break;
            case FieldReference field:
                Add(user, field.DeclaringType);
                Add(user, field.FieldType);
                break;
            case MethodReference method:
                Add(user, method.DeclaringType);
                Add(user, method.ReturnType);
                AddAll(user, method.Parameters.Select(parameter => parameter.ParameterType));
                AddAll(user, method is GenericInstanceMethod generic ? generic.GenericArguments : []);
                break;
        }
    }

    private void AddAttributes(TypeDefinition user, ICustomAttributeProvider provider)
    {
        foreach (var attribute in provider.CustomAttributes)
        {
            Add(user, attribute.AttributeType);
            AddAll(user, attribute.ConstructorArguments.Select(argument => argument.Value).OfType<TypeReference>());
        }
    }

    private void AddAll(TypeDefinition user, IEnumerable<TypeReference> types)
    {
        foreach (var type in types)
        {
            Add(user, type);
        }
    }

    private void Add(TypeDefinition user, TypeReference? used)
    {
        if (used is null)
        {
            return;
        }

        if (used is GenericInstanceType generic)
        {
            AddAll(user, generic.GenericArguments);
        }

        var target = used.GetElementType();
        if (target.Scope != _assembly.MainModule || target.IsGenericParameter)
        {
            return;
        }

        var (from, to) = (Outermost(user), Outermost(target));
        if (from.Namespace != to.Namespace && IsFolder(from.Namespace) && IsFolder(to.Namespace))
        {
            _edges.TryAdd((from.Namespace, to.Namespace), (from.Name, to.Name));
        }
    }

    private bool IsFolder(string name) => name == _root || name.StartsWith(_root + ".", StringComparison.Ordinal);

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }
}
