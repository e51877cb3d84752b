using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace TorchSharp.Tests.Api;

/// <summary>
/// The public surface of an assembly as text: one line per type, and below it one line per member, in the spelling of
/// TorchSharp's own list. Names of tuple elements, constraints and annotations of nullability are left out of it.
/// </summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    /// <summary>Every public type with its members.</summary>
    public static SortedDictionary<string, SortedSet<string>> Of(Assembly assembly)
    {
        SortedDictionary<string, SortedSet<string>> types = new(StringComparer.Ordinal);
        foreach (Type type in assembly.GetExportedTypes())
            types.Add(Header(type), new SortedSet<string>(type.IsEnum ? [] : Members(type), StringComparer.Ordinal));
        return types;
    }

    /// <summary>Types and members of a list that was written down.</summary>
    public static Dictionary<string, HashSet<string>> Parse(IEnumerable<string> lines)
    {
        Dictionary<string, HashSet<string>> types = new(StringComparer.Ordinal);
        HashSet<string> members = [];
        foreach (string line in lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == ' ')
                members.Add(line.Trim());
            else
                types[line] = members = new(StringComparer.Ordinal);
        }

        return types;
    }

    private static string Header(Type type)
    {
        if (type.IsEnum)
            return $"enum {Name(type)} {{ {string.Join(", ", Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => Enum.GetName(type, value)))} }}";
        string kind = type.IsInterface ? "interface" : type.IsValueType ? "struct" : "class";
        string modifier = type.IsInterface || type.IsValueType ? "" : (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "static ",
            (true, false) => "abstract ",
            (false, true) => "sealed ",
            _ => "",
        };
        bool plain = type.BaseType is null || type.BaseType == typeof(object) || type.IsValueType;
        return $"{modifier}{kind} {Name(type)}{(plain ? "" : " : " + Name(type.BaseType!))}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        foreach (ConstructorInfo constructor in type.GetConstructors(Declared & ~BindingFlags.Static))
            yield return $"new({Parameters(constructor)})";
        foreach (FieldInfo field in type.GetFields(Declared))
            yield return $"{(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}";
        foreach (PropertyInfo property in type.GetProperties(Declared))
            yield return Property(property);
        foreach (MethodInfo method in type.GetMethods(Declared).Where(method => !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)))
        {
            string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
            yield return $"{Modifier(method)}{Name(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
        }
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo any = (property.GetMethod ?? property.SetMethod)!;
        ParameterInfo[] indices = property.GetIndexParameters();
        string index = indices.Length > 0 ? $"[{string.Join(", ", indices.Select(Parameter))}]" : "";
        string get = property.GetMethod is { IsPublic: true } ? "get; " : "";
        string set = property.SetMethod is { IsPublic: true } ? "set; " : "";
        return $"{(any.IsStatic ? "static " : "")}{Name(property.PropertyType)} {property.Name}{index} {{ {get}{set}}}";
    }

    private static string Modifier(MethodInfo method)
    {
        if (method.IsStatic)
            return "static ";
        if (method.IsAbstract)
            return "abstract ";
        return method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        string way = !type.IsByRef ? "" : parameter.IsOut ? "out " : "ref ";
        string many = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        string value = parameter.HasDefaultValue ? " = " + Default(parameter) : "";
        return $"{way}{many}{Name(type.IsByRef ? type.GetElementType()! : type)} {parameter.Name}{value}";
    }

    private static string Default(ParameterInfo parameter)
    {
        object? value = parameter.DefaultValue;
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return value switch
        {
            null => "null",
            bool truth => truth ? "true" : "false",
            string text => $"\"{text}\"",
            _ when type.IsEnum => $"{type.Name}.{Enum.GetName(type, value)}",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (s_keywords.TryGetValue(type, out string? keyword))
            return keyword;
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";

        Type[] arguments = type.GetGenericArguments();
        string name = type.Name.Split('`')[0];
        string path = type.DeclaringType is { } outer ? Outer(outer) : IsShort(type) ? "" : type.Namespace + ".";
        return path + name + (arguments.Length > 0 ? $"<{string.Join(", ", arguments.Select(Name))}>" : "");
    }

    /// <summary>What TorchSharp's list writes without its namespace.</summary>
    private static bool IsShort(Type type) =>
        type.Namespace is "System.Collections.Generic" || (type.Namespace is "TorchSharp" && type.Name.StartsWith("Scalar", StringComparison.Ordinal));

    /// <summary>What is nested in <c>torch</c> is written without the namespace, and an outer type without its own arguments.</summary>
    private static string Outer(Type outer)
    {
        string name = outer.Name.Split('`')[0];
        if (outer.DeclaringType is { } further)
            return $"{Outer(further)}{name}.";
        return name == "torch" ? "torch." : $"{outer.Namespace}.{name}.";
    }
}
