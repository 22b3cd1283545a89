// A process of Taleport in one of its roles.


@description('Also the name of the service in azure.yaml.')
@allowed([
  'api'
  'worker'
])
param role string
param location string
param image string
param environmentName string
param identityName string
param registryServer string
param storageAccountName string

@description('Addresses of the secrets in the Key Vault.')
param databaseUrlUri string
param sessionKeyUri string

@description('Address under which browsers reach the api, where it has a domain of its own; empty for the one that Azure gives it.')
param publicUrl string

@description('How it is reached from outside; not at all where this is null.')
param ingress object?
param scale object

@description('Connections of each replica; one more listens. All replicas share those of the server.')
param databaseConnections int = 5

var port = 3000
// An environment with workload profiles keeps these for itself, and its proxies connect from there.
var ingressProxies = '100.100.0.0/17,100.100.128.0/19,100.100.160.0/19,100.100.192.0/19'

resource environment 'Microsoft.App/managedEnvironments@2025-07-01' existing = {
  name: environmentName
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: identityName
}

var address = empty(publicUrl) ? 'https://taleport-api.${environment.properties.defaultDomain}' : publicUrl

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: 'taleport-${role}'
  location: location
  tags: {
    'azd-service-name': role
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      maxInactiveRevisions: 5
      ingress: ingress
      registries: [
        {
          server: registryServer
          identity: identity.id
        }
      ]
      secrets: [
        {
          name: 'database-url'
          keyVaultUrl: databaseUrlUri
          identity: identity.id
        }
        {
          name: 'session-secret'
          keyVaultUrl: sessionKeyUri
          identity: identity.id
        }
      ]
    }
    template: {
      // A process needs ten seconds at most: it hands running jobs back within five.
      terminationGracePeriodSeconds: 30
      scale: scale
      containers: [
        {
          name: role
          image: image
          args: [
            role
          ]
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          env: [
            {
              name: 'NODE_ENV'
              value: 'production'
            }
            {
              name: 'PORT'
              value: string(port)
            }
            {
              name: 'PUBLIC_URL'
              value: address
            }
            {
              name: 'TRUST_PROXY'
              value: ingressProxies
            }
            {
              name: 'SECRET'
              secretRef: 'session-secret'
            }
            {
              name: 'DATABASE_URL'
              secretRef: 'database-url'
            }
            {
              name: 'DATABASE_CONNECTIONS'
              value: string(databaseConnections)
            }
            {
              name: 'AZURE_STORAGE_ACCOUNT'
              value: storageAccountName
            }
            {
              // Which of the identities of the container the Azure SDK signs in as.
              name: 'AZURE_CLIENT_ID'
              value: identity.properties.clientId
            }
          ]
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: '/livez'
                port: port
              }
              // It listens when the tables are up to date.
              periodSeconds: 10
              failureThreshold: 10
              timeoutSeconds: 5
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/livez'
                port: port
              }
              periodSeconds: 10
              failureThreshold: 6
              timeoutSeconds: 5
            }
            {
              type: 'Readiness'
              httpGet: {
                path: '/readyz'
                port: port
              }
              periodSeconds: 10
              failureThreshold: 3
              timeoutSeconds: 10
            }
          ]
        }
      ]
    }
  }
}

output address string = address
